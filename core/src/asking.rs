//! What an opt-in asks for, in words: in the text that the form types into `WhatsApp`, in the check
//! of the text that comes, and in the welcome.

use crate::code::Code;
use crate::opt_in::Product;
use crate::prefill::{
    PRODUCT, Prefill, fill, join, opt_in_text, plain_title, product_phrase, says_the_same,
};
use crate::purpose::PurposeId;
use crate::statement::Statement;
use crate::words::{self, Words};

/// What an opt-in asks for.
#[derive(Debug)]
pub struct Asking {
    purposes: Vec<PurposeId>,
    statement: Statement,
    words: &'static Words,
    /// The product that a product's button was for; none of a form's.
    product: Option<Product>,
}

impl Asking {
    /// What was ticked under a statement; `product` counts where it stood at a product's button.
    /// Nothing only if no language ships.
    pub fn new(
        statement: Statement,
        purposes: Vec<PurposeId>,
        product: Option<Product>,
    ) -> Option<Self> {
        Some(Self {
            purposes,
            words: words::of(&statement.locale)?,
            product: product.filter(|_| statement.is_of_product()),
            statement,
        })
    }

    /// The same without the purposes that do not count any more.
    #[must_use]
    pub fn only(mut self, counts: impl Fn(&PurposeId) -> bool) -> Self {
        self.purposes.retain(counts);
        self
    }

    /// The purposes.
    pub fn purposes(&self) -> &[PurposeId] {
        &self.purposes
    }

    /// The words that were shown.
    pub fn statement(&self) -> &Statement {
        &self.statement
    }

    /// The texts of its language.
    pub fn words(&self) -> &'static Words {
        self.words
    }

    /// The product that a consent is for alone; empty for a form's, which is for the purpose as a
    /// whole.
    pub fn product_id(&self) -> &str {
        self.product.as_ref().map_or("", |product| &product.id)
    }

    /// The text that the form types into `WhatsApp`.
    pub fn text(&self, code: &Code) -> String {
        self.with_prefill(|words, shop, phrases| opt_in_text(words, shop, phrases, code))
    }

    /// Whether the part of a message before the code says what that text says.
    pub fn is_said_in(&self, before_code: &str) -> bool {
        self.with_prefill(|words, shop, phrases| says_the_same(words, shop, phrases, before_code))
    }

    /// The purposes with the product's whole title, as in "offers and back-in-stock alerts".
    pub fn in_words(&self) -> String {
        let phrases = self.phrases(|phrase, title| fill(phrase, PRODUCT, &plain_title(title)));
        join(&borrowed(&phrases), &self.words.prefill.and)
    }

    fn with_prefill<T>(&self, make: impl FnOnce(&Prefill<'_>, &str, &[&str]) -> T) -> T {
        let words = self.words.prefill.request();
        let shop = &self.statement.brand;
        let phrases = self.phrases(|phrase, title| product_phrase(&words, shop, phrase, title));
        make(&words, shop, &borrowed(&phrases))
    }

    fn phrases(&self, with_title: impl Fn(&str, &str) -> String) -> Vec<String> {
        let phrases = self.statement.phrases(&self.purposes).into_iter();
        phrases
            .map(|phrase| match &self.product {
                Some(product) => with_title(phrase, &product.title),
                None => phrase.to_owned(),
            })
            .collect()
    }
}

fn borrowed(texts: &[String]) -> Vec<&str> {
    texts.iter().map(String::as_str).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locale::Locale;
    use crate::settings::Settings;

    const TITLE: &str = "Rain jacket with a hood and deep pockets";

    fn settings() -> Settings {
        Settings {
            product: Settings::default_product(),
            ..Settings::example_for("demo", "https://wa.demo.example")
        }
    }

    fn code() -> Code {
        "12345-67896".parse().unwrap()
    }

    fn product(title: &str) -> Product {
        Product {
            id: "SKU1".to_owned(),
            title: title.to_owned(),
        }
    }

    /// What is asked in English, by a product's button or by the form.
    fn asking(by_button: bool, purposes: &[&str], title: &str) -> Asking {
        let en = Locale::parse("en").unwrap();
        let statement = if by_button {
            settings().product_statement(&en)
        } else {
            settings().statement(&en)
        };
        let purposes = purposes.iter().map(|id| PurposeId::parse(id).unwrap());
        Asking::new(statement.unwrap(), purposes.collect(), Some(product(title))).unwrap()
    }

    #[test]
    fn a_form_asks_for_its_purposes_whatever_product_it_stood_beside() {
        let asking = asking(false, &["offers", "restock"], "Jeans");
        assert_eq!(
            asking.text(&code()),
            "Hello, Demo: I would like to receive offers and back-in-stock alerts on WhatsApp. Code 12345-67896 (please keep it)"
        );
        assert_eq!(asking.in_words(), "offers and back-in-stock alerts");
        assert_eq!(asking.product_id(), "");
    }

    #[test]
    fn a_button_asks_for_its_product() {
        let asking = asking(true, &["product"], "Jeans");
        assert_eq!(
            asking.text(&code()),
            "Hello, Demo: I would like to receive one back-in-stock alert for Jeans on WhatsApp. Code 12345-67896 (please keep it)"
        );
        assert_eq!(asking.in_words(), "one back-in-stock alert for Jeans");
        assert_eq!(asking.product_id(), "SKU1");
    }

    #[test]
    fn a_long_title_is_cut_in_the_text_and_whole_in_the_welcome() {
        let asking = asking(true, &["product"], TITLE);
        let text = asking.text(&code());
        assert_eq!(
            text,
            "Hello, Demo: I would like to receive one back-in-stock alert for Rain jacket with a hood and… on WhatsApp. Code 12345-67896 (please keep it)"
        );
        assert_eq!(
            asking.in_words(),
            format!("one back-in-stock alert for {TITLE}")
        );
    }

    #[test]
    fn a_text_is_known_as_its_own_and_not_as_anothers() {
        for title in ["Jeans", TITLE] {
            let asking = asking(true, &["product"], title);
            let text = asking.text(&code());
            let (before, _) = text.split_once("12345-67896").unwrap();
            assert!(asking.is_said_in(before));
            assert!(asking.is_said_in(&before.to_uppercase()));
            assert!(!asking.is_said_in(""));
            let other = super::tests::asking(true, &["product"], "Socks");
            assert!(!other.is_said_in(before));
        }
    }
}
