//! Deprecated aliases: renamed items remain available under their old names.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs::outer;
use super::{Emitter, ident};
use crate::model::TypeId;
use crate::name::form_name;
use crate::name::ident::{Scope, camel};

impl Emitter<'_> {
    /// The aliases of a type, for the file of the type.
    pub(super) fn old_types(&self, id: &TypeId) -> TokenStream {
        let name = self.names.ty(id);
        let aliases = self.names.old_names(name).map(|old| {
            let form = self.names.forms.get(id).map(|form| old_type(&form_name(old), form));
            let alias = old_type(old, name);
            quote! { #alias #form }
        });
        quote! { #(#aliases)* }
    }

    /// The functions that had another name in this module, or that are now in another module.
    pub(super) fn old_functions(&self, module: &str) -> TokenStream {
        let mut markers = Scope::new();
        self.markers(module).values().for_each(|marker| markers.reserve(&marker.to_string()));
        let here = self.names.renamed.iter().filter_map(|(old, new)| match old.split_once("::") {
            Some((of, function)) if of == module => Some((function, new.as_str())),
            _ => None,
        });
        let functions = here.map(|(old, new)| self.old_function(old, new, &mut markers));
        quote! { #(#functions)* }
    }

    /// A function under the old name that calls the function at the path `new`, and the old name of its marker type.
    fn old_function(&self, old: &str, new: &str, markers: &mut Scope) -> Option<TokenStream> {
        let (module, function) = new.split_once("::")?;
        let operation = *self.functions(module).get(function)?;
        let (module, new_name) = (ident(module), ident(function));
        let marker = self.markers(&module.to_string()).remove(function);
        let path = marker.as_ref().map(|marker| quote! { super::#module::#marker });
        let (arguments, output) = self.signature(operation, path.as_ref());
        let (names, types): (Vec<_>, Vec<_>) = arguments.into_iter().unzip();
        let docs = outer(&[format!("The old name of [`{new}()`](super::{new}).")]);
        let note = renamed_to(new);
        let old_name = ident(old);
        let old_marker = camel(old);
        let old_marker = marker.filter(|_| markers.is_free(&old_marker)).map(|marker| {
            markers.reserve(&old_marker);
            let new = format!("{module}::{marker}");
            let (docs, note) = (outer(&[format!("The old name of [`{new}`](super::{new}).")]), renamed_to(&new));
            let old = ident(&old_marker);
            quote! { #docs #[deprecated = #note] pub type #old = super::#module::#marker; }
        });
        Some(quote! {
            #docs
            #[deprecated = #note]
            #[inline]
            pub fn #old_name(#(#names: #types),*) -> #output {
                super::#module::#new_name(#(#names),*)
            }
            #old_marker
        })
    }
}

fn old_type(old: &str, name: &str) -> TokenStream {
    let docs = outer(&[format!("The old name of [`{name}`].")]);
    let (note, old, new) = (renamed_to(name), ident(old), ident(name));
    quote! { #docs #[deprecated = #note] pub type #old = #new; }
}

fn renamed_to(name: &str) -> String {
    format!("renamed to `{name}`")
}
