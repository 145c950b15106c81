//! Words by which people say stop.
//!
//! The bare word as a whole message. "Cancel" and "end" are not among them: in a shop they mostly
//! mean an order. (US rules count them as a stop; telling the two apart needs more than the word,
//! so the question who said it and in answer to what comes with the withdrawal proper.)

use crate::fold::words;

/// Whole messages that end every purpose, folded, words joined by one space.
const STOP: [&str; 34] = [
    "stop",
    "stopp",
    "stop all",
    "stopall",
    "quit",
    "revoke",
    "opt out",
    "optout",
    "unsubscribe",
    "baja",
    "darme de baja",
    "parar",
    "pare",
    "sair",
    "descadastrar",
    "abmelden",
    "abbestellen",
    "no mas mensajes",
    "parar mensagens",
    "stop messages",
    "arret",
    "arreter",
    "desabonner",
    "basta",
    "disiscrivimi",
    "annulla iscrizione",
    "baixa",
    "atura",
    "стоп",
    "отписаться",
    "хватит",
    "ايقاف",
    "توقف",
    "الغاء الاشتراك",
];

/// Politeness that may stand around it.
const POLITE: [&str; 26] = [
    "please",
    "pls",
    "por",
    "favor",
    "porfa",
    "bitte",
    "thanks",
    "gracias",
    "obrigado",
    "obrigada",
    "danke",
    "merci",
    "svp",
    "grazie",
    "per",
    "favore",
    "gracies",
    "sisplau",
    "пожалуиста",
    "спасибо",
    "شكرا",
    "من",
    "فضلك",
    "رجاء",
    "thank",
    "you",
];

/// Whether the whole message says stop, with punctuation, emoji and polite words around it.
pub fn is_stop(text: &str) -> bool {
    let said: Vec<String> = words(text)
        .into_iter()
        .filter(|word| !POLITE.contains(&word.as_str()))
        .collect();
    STOP.contains(&said.join(" ").as_str())
}

/// Whether a text that says other things too also says stop somewhere: then it is no clear yes.
pub fn mentions_stop(text: &str) -> bool {
    let said = words(text).join(" ");
    let padded = format!(" {said} ");
    STOP.iter()
        .any(|stop| padded.contains(&format!(" {stop} ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bare_stop_is_known_in_any_dress() {
        for text in [
            "STOP",
            "stop.",
            " Stop! ",
            "¡Baja!",
            "BAJA, por favor",
            "parar 🙏",
            "Opt-out",
            "opt out",
            "Bitte abmelden",
            "Unsubscribe please",
            "*STOP*",
            "STOP merci",
            "Stop, per favore",
            "Стоп, пожалуйста!",
            "إيقاف من فضلك",
            "STOP thank you",
            "Stopp",
            "Arrêt",
            "arrêter !",
            "Désabonner",
            "Basta!",
            "Disiscrivimi",
            "Annulla iscrizione.",
            "BAIXA",
            "Atura",
            "СТОП",
            "Отписаться.",
            "Хватит!",
            "إيقاف",
            "«إيقاف»",
            "ايقاف",
            "توقّف",
            "إلغاء الاشتراك",
            "الغاء الإشتراك",
        ] {
            assert!(is_stop(text), "{text}");
        }
    }

    #[test]
    fn ordinary_sentences_are_not() {
        for text in [
            "",
            "please don't stop",
            "no pares",
            "non-stop flights?",
            "¿Dónde es la parada?",
            "I can't stop laughing",
            "quiero dar de baja mi pedido",
            "planta baja",
            "por favor",
            "cancel",
            "l’arrêt de bus est loin ?",
            "Mi basta una taglia M",
            "planta baixa",
            "Хватит ли одной пачки?",
            "إلغاء",
            "إلغاء الطلب",
            "👍",
        ] {
            assert!(!is_stop(text), "{text}");
        }
    }

    #[test]
    fn each_stop_word_is_written_as_it_is_compared() {
        for stop in STOP {
            assert_eq!(words(stop).join(" "), stop);
        }
    }

    #[test]
    fn a_mixed_message_is_seen_to_mention_it() {
        assert!(mentions_stop("(no lo borres) STOP"));
        assert!(mentions_stop("but please stop all of it"));
        assert!(!mentions_stop(
            "(please keep it) Thanks, stopping by tomorrow"
        ));
    }
}
