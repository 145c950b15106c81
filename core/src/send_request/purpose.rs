//! Which consent a message needs: the purpose that it counts under.

use crate::purpose::{Category, PurposeId};
use crate::settings::Settings;

/// Why no purpose was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PurposeError {
    /// The shop has no such purpose.
    #[error("give the id of a purpose of this shop")]
    Unknown,
    /// The purpose is that of product buttons.
    #[error("this purpose is for one product: give it with the product and without a person")]
    OfProduct,
    /// The purpose is not that of product buttons.
    #[error("give the purpose of the product's button, from the setting product")]
    NotOfProduct,
    /// It is not said, and several would do.
    #[error("name the purpose: the shop has several that such a template may be for")]
    Ambiguous,
    /// It is not said, and none would do.
    #[error("no purpose of this shop has the category of this template")]
    NoneFits,
    /// The template promotes and the purpose does not.
    #[error(
        "Meta approved this template as marketing, and the purpose is none: people did not agree to that"
    )]
    Promotes,
}

/// The purpose of a message to one person: the one that is `given`, else the only one of the
/// template's `category` as Meta approved it, else the only one at all.
///
/// # Errors
/// Says why there is none.
pub fn purpose_for(
    settings: &Settings,
    given: Option<&PurposeId>,
    category: Option<Category>,
) -> Result<PurposeId, PurposeError> {
    if let Some(given) = given {
        let own = settings.purposes.iter().find(|own| own.id == *given);
        return match own {
            Some(own) if may_carry(own.category, category) => Ok(own.id.clone()),
            Some(_) => Err(PurposeError::Promotes),
            None if is_of_product(settings, given) => Err(PurposeError::OfProduct),
            None => Err(PurposeError::Unknown),
        };
    }
    let mut fit = settings
        .purposes
        .iter()
        .filter(|own| category.is_none_or(|category| own.category == category));
    match (fit.next(), fit.next()) {
        (Some(only), None) => Ok(only.id.clone()),
        (Some(_), Some(_)) => Err(PurposeError::Ambiguous),
        (None, _) => Err(PurposeError::NoneFits),
    }
}

/// Whether a purpose is that of product buttons, and may carry a template of this category.
///
/// # Errors
/// Says why not.
pub fn check_product_purpose(
    settings: &Settings,
    given: &PurposeId,
    category: Option<Category>,
) -> Result<(), PurposeError> {
    match &settings.product {
        Some(own) if own.id == *given && may_carry(own.category, category) => Ok(()),
        Some(own) if own.id == *given => Err(PurposeError::Promotes),
        _ => Err(PurposeError::NotOfProduct),
    }
}

/// Who agreed to utility did not agree to marketing; the other way round nobody is wronged.
fn may_carry(purpose: Category, template: Option<Category>) -> bool {
    purpose == Category::Marketing || template != Some(Category::Marketing)
}

fn is_of_product(settings: &Settings, given: &PurposeId) -> bool {
    let product = settings.product.as_ref();
    product.is_some_and(|product| product.id == *given)
}

#[cfg(test)]
mod tests {
    use super::*;
    use Category::{Authentication, Marketing, Utility};
    use PurposeError::{Ambiguous, NoneFits, NotOfProduct, OfProduct, Promotes, Unknown};

    fn shop() -> Settings {
        let mut settings = Settings::example_for("demo", "https://wa.demo.example");
        settings.product = Settings::default_product();
        for purpose in &mut settings.purposes {
            let is_orders = purpose.id.as_str() == "orders";
            purpose.category = if is_orders { Utility } else { Marketing };
        }
        settings
    }

    fn found(
        settings: &Settings,
        given: Option<&str>,
        category: Option<Category>,
    ) -> Result<String, PurposeError> {
        let given = given.map(|id| PurposeId::parse(id).unwrap());
        purpose_for(settings, given.as_ref(), category).map(|id| id.to_string())
    }

    #[test]
    fn the_purpose_is_the_given_one_or_the_only_one_that_fits() {
        let shop = shop();
        let ok = |id: &str| Ok(id.to_owned());
        for (given, category, expected) in [
            (Some("offers"), None, ok("offers")),
            (Some("offers"), Some(Marketing), ok("offers")),
            (Some("offers"), Some(Utility), ok("offers")),
            (Some("orders"), None, ok("orders")),
            (Some("orders"), Some(Utility), ok("orders")),
            (Some("orders"), Some(Marketing), Err(Promotes)),
            (Some("nothing"), None, Err(Unknown)),
            (Some("product"), None, Err(OfProduct)),
            (None, Some(Utility), ok("orders")),
            (None, Some(Marketing), Err(Ambiguous)),
            (None, Some(Authentication), Err(NoneFits)),
            (None, None, Err(Ambiguous)),
        ] {
            assert_eq!(
                found(&shop, given, category),
                expected,
                "{given:?} {category:?}"
            );
        }
        let mut one = shop;
        one.purposes.truncate(1);
        assert_eq!(found(&one, None, None), ok("offers"));
        assert_eq!(found(&one, None, Some(Utility)), Err(NoneFits));
    }

    #[test]
    fn a_products_message_needs_the_purpose_of_its_button() {
        let mut shop = shop();
        let check = |shop: &Settings, id: &str, category| {
            check_product_purpose(shop, &PurposeId::parse(id).unwrap(), category)
        };
        assert_eq!(check(&shop, "product", None), Ok(()));
        assert_eq!(check(&shop, "product", Some(Utility)), Ok(()));
        assert_eq!(check(&shop, "offers", None), Err(NotOfProduct));
        if let Some(product) = &mut shop.product {
            product.category = Utility;
        }
        assert_eq!(check(&shop, "product", Some(Marketing)), Err(Promotes));
        shop.product = None;
        assert_eq!(check(&shop, "product", None), Err(NotOfProduct));
    }
}
