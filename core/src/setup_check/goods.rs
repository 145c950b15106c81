//! Goods that `WhatsApp` forbids businesses to sell or to promote, known by words.
//!
//! Source: `WhatsApp` Business Messaging Policy and Commerce Policy: weapons, drugs and medicines,
//! tobacco, alcohol, unsafe supplements, animals, adult goods, body parts, gambling, dating,
//! currency, payday loans and the like, whatever a country's own law allows.

use crate::fold::words;
use std::collections::BTreeSet;

/// Folded, whole words, in the nine languages; plurals stand for themselves. Words that as often
/// mean something harmless (a city, a pronoun, rum that is a name) are left out.
const FORBIDDEN: &[&str] = &[
    // Weapons.
    "weapon",
    "weapons",
    "gun",
    "guns",
    "rifle",
    "rifles",
    "pistol",
    "pistols",
    "firearm",
    "firearms",
    "ammunition",
    "ammo",
    "explosives",
    "arma",
    "armas",
    "pistola",
    "pistolas",
    "fusil",
    "fusiles",
    "municion",
    "municiones",
    "municao",
    "munizioni",
    "waffe",
    "waffen",
    "munition",
    "gewehr",
    "pistole",
    "arme",
    "armes",
    "armi",
    "оружие",
    "патроны",
    "пистолет",
    "اسلحة",
    "سلاح",
    "ذخيرة",
    // Drugs and medicines.
    "cannabis",
    "marijuana",
    "marihuana",
    "cbd",
    "thc",
    "drugs",
    "drogas",
    "drogen",
    "drogues",
    "droghe",
    "viagra",
    "antibiotics",
    "antibioticos",
    "steroids",
    "esteroides",
    "anabolika",
    "наркотики",
    "марихуана",
    "مخدرات",
    // Tobacco.
    "tobacco",
    "cigarette",
    "cigarettes",
    "cigar",
    "cigars",
    "vape",
    "vapes",
    "vaper",
    "vapers",
    "vaping",
    "vapeo",
    "nicotine",
    "tabaco",
    "cigarrillo",
    "cigarrillos",
    "cigarro",
    "cigarros",
    "cigarrilhas",
    "tabak",
    "zigarette",
    "zigaretten",
    "zigarren",
    "tabac",
    "tabacco",
    "sigarette",
    "nicotina",
    "nikotin",
    "табак",
    "сигареты",
    "веип",
    "تبغ",
    "سجاير",
    // Alcohol.
    "alcohol",
    "wine",
    "wines",
    "beer",
    "beers",
    "whisky",
    "whiskey",
    "vodka",
    "liquor",
    "vino",
    "vinos",
    "cerveza",
    "cervezas",
    "licor",
    "licores",
    "vinho",
    "vinhos",
    "cerveja",
    "cervejas",
    "wein",
    "weine",
    "bier",
    "biere",
    "schnaps",
    "alkohol",
    "vin",
    "vins",
    "bieres",
    "alcool",
    "vini",
    "birra",
    "birre",
    "liquori",
    "cervesa",
    "cerveses",
    "вино",
    "пиво",
    "водка",
    "алкоголь",
    "نبيذ",
    "كحول",
    // Adult goods, dating, gambling.
    "porn",
    "porno",
    "escort",
    "escorts",
    "dildo",
    "sextoy",
    "sextoys",
    "casino",
    "casinos",
    "gambling",
    "betting",
    "apuestas",
    "apostas",
    "glucksspiel",
    "scommesse",
    "казино",
    "ставки",
    "قمار",
    "dating",
    // Money and promises.
    "bitcoin",
    "crypto",
    "cryptocurrency",
    "criptomonedas",
    "criptomoedas",
    "kryptowahrung",
    "payday",
    "forex",
    "криптовалюта",
];

/// The words of `texts` that name such goods, each once.
pub fn forbidden<'a>(texts: impl Iterator<Item = &'a str>) -> BTreeSet<String> {
    texts
        .flat_map(words)
        .filter(|word| FORBIDDEN.contains(&word.as_str()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<String> {
        forbidden(std::iter::once(text)).into_iter().collect()
    }

    #[test]
    fn goods_are_known_by_whole_words_whatever_the_case_and_accents() {
        assert_eq!(found("Vinos de Rioja y CERVEZAS"), ["cervezas", "vinos"]);
        assert_eq!(found("Cigarros, tabaco: ofertas"), ["cigarros", "tabaco"]);
        assert_eq!(found("Оружие и патроны"), ["оружие", "патроны"]);
    }

    #[test]
    fn what_only_contains_such_a_word_is_none() {
        for harmless in [
            "Divino vestido de lino",
            "Beginners welcome",
            "Armario de pino",
            "Casinolampe",
            "",
        ] {
            assert_eq!(found(harmless), [""; 0], "{harmless}");
        }
    }

    #[test]
    fn every_word_is_written_as_it_is_compared() {
        for word in FORBIDDEN {
            assert_eq!(words(word), [*word]);
        }
    }
}
