//! What people write, and what it does.

use super::*;
use crate::words::LANGUAGES;
use proptest::prelude::*;

const SUPPORT: &str = include_str!("support.txt");
const ANSWER: Setting = Setting {
    answers_us: true,
    from_plus_one: false,
};
const PLUS_ONE: Setting = Setting {
    answers_us: false,
    from_plus_one: true,
};
const ANYWHERE: Setting = Setting {
    answers_us: false,
    from_plus_one: false,
};

#[test]
fn a_stop_is_known_in_any_dress() {
    for text in [
        "STOP",
        "stop.",
        " Stop! ",
        "STOP STOP STOP",
        "¡Baja!",
        "BAJA, por favor",
        "Hola, baja",
        "parar 🙏",
        "Opt-out",
        "opt out",
        "Bitte abmelden",
        "Unsubscribe please",
        "*STOP*",
        "🛑 STOP 🛑",
        "STOP merci",
        "Stop, s’il vous plaît",
        "Stop, per favore",
        "Стоп, пожалуйста!",
        "إيقاف من فضلك",
        "STOP thank you",
        "stop now!!",
        "Revoke",
        "QUIT",
        "Stopp",
        "Stop messaging me",
        "Don’t message me",
        "No me escribáis más, gracias",
        "Não quero mais mensagens",
        "Keine Nachrichten mehr!",
        "Ich möchte mich abmelden",
        "Arrêt",
        "arrêter !",
        "Désabonner",
        "Ne m’écrivez plus svp",
        "Basta!",
        "Disiscrivimi",
        "Annulla iscrizione.",
        "Non scrivetemi più",
        "BAIXA",
        "Atura",
        "Dona’m de baixa, sisplau",
        "СТОП",
        "Отписаться.",
        "Хватит!",
        "Больше не пишите мне",
        "إيقاف",
        "«إيقاف»",
        "ايقاف",
        "توقّف",
        "إلغاء الاشتراك",
        "الغاء الإشتراك",
        "I don’t want any more messages.",
        "No quiero recibir más publicidad, gracias",
        "Me quiero dar de baja",
        "Não quero mais receber ofertas",
        "Bitte keine Werbung mehr",
        "Ich will keine Nachrichten mehr!",
        "STOP PUB",
        "Je ne veux plus de pub",
        "Toglietemi dalla lista, per favore",
        "No vull rebre més publicitat",
        "Не присылайте больше, пожалуйста",
        "لا أريد استلام رسائل",
    ] {
        assert_eq!(hear(text, ANYWHERE), Said::Stop, "{text}");
        assert!(is_stop(text), "{text}");
    }
}

#[test]
fn what_a_shop_takes_for_an_order_counts_in_answer_to_us_or_from_plus_one() {
    for text in [
        "Cancel",
        "END",
        "cancelar, por favor",
        "Anular",
        "fin",
        "Stornieren",
        "Annuler svp",
        "Annullare",
        "Cancel·lar",
        "Anul·lar",
        "Отмена",
        "إلغاء",
        "Cancelar suscripción",
        "Cancel my subscription",
        "Отменить подписку",
    ] {
        assert_eq!(hear(text, ANYWHERE), Said::Unclear, "{text}");
        assert_eq!(hear(text, ANSWER), Said::Stop, "{text}");
        assert_eq!(hear(text, PLUS_ONE), Said::Stop, "{text}");
    }
}

#[test]
fn a_start_is_known() {
    for text in [
        "START",
        "start please",
        "Unstop",
        "ALTA",
        "Reanudar, gracias",
        "Voltar a receber",
        "Bitte anmelden",
        "Reprendre",
        "Riprendi",
        "Repren",
        "Старт",
        "ابدأ",
        "استئناف",
    ] {
        assert_eq!(hear(text, ANYWHERE), Said::Start, "{text}");
    }
}

#[test]
fn a_short_sentence_on_being_spared_messages_is_asked_about() {
    for text in [
        "How do I stop these messages?",
        "I want to unsubscribe from this list",
        "Please cancel all these promotions",
        "¿Puedo cancelar la suscripción a las promociones?",
        "¿Cómo puedo parar estos mensajes?",
        "Quiero la baja de la lista",
        "Como faço para parar as mensagens?",
        "Wie kann ich die Nachrichten abbestellen?",
        "Comment me désabonner de cette liste ?",
        "Come faccio a disiscrivermi dai messaggi?",
        "Vull la baixa de la llista de missatges",
        "Как отключить рассылку?",
        "كيف يمكنني ايقاف الرسائل؟",
    ] {
        assert_eq!(hear(text, ANYWHERE), Said::Unclear, "{text}");
    }
}

#[test]
fn what_is_turned_round_or_about_something_else_is_for_people() {
    for text in [
        "",
        "please don't stop",
        "don't stop the messages, I like them",
        "no pares",
        "non-stop flights?",
        "¿Dónde es la parada?",
        "I can't stop laughing",
        "quiero dar de baja mi pedido",
        "planta baja",
        "por favor",
        "l’arrêt de bus est loin ?",
        "Mi basta una taglia M",
        "planta baixa",
        "Хватит ли одной пачки?",
        "إلغاء الطلب",
        "👍",
        "Cancel my order",
        "Cancelar mi pedido",
        "Keine Werbung im Briefkasten?",
        "Start of the sale?",
    ] {
        for setting in [ANYWHERE, ANSWER, PLUS_ONE] {
            assert_eq!(hear(text, setting), Said::Nothing, "{text}");
        }
        assert!(!is_stop(text), "{text}");
    }
}

/// The sentences of one language in the fixture.
fn support(language: &str) -> Vec<&'static str> {
    SUPPORT
        .lines()
        .skip_while(|line| *line != format!("[{language}]"))
        .skip(1)
        .take_while(|line| !line.starts_with('['))
        .filter(|line| !line.is_empty())
        .collect()
}

#[test]
fn twenty_support_sentences_in_each_language_cause_nothing() {
    for language in LANGUAGES {
        let sentences = support(language);
        assert_eq!(sentences.len(), 20, "{language}");
        for sentence in sentences {
            for setting in [ANYWHERE, ANSWER, PLUS_ONE] {
                assert_eq!(hear(sentence, setting), Said::Nothing, "{sentence}");
            }
        }
    }
}

#[test]
fn each_phrase_is_written_as_it_is_compared_and_means_one_thing() {
    let sets = [STOP, STOP_OR_ORDER, START];
    for (index, set) in sets.iter().enumerate() {
        for phrase in *set {
            let whole = words(phrase).join(" ");
            assert_eq!(whole, *phrase);
            let others = sets.iter().enumerate().filter(|(other, _)| *other != index);
            for (_, other) in others {
                assert!(!other.contains(phrase), "{phrase}");
            }
        }
    }
    for set in [AROUND, WANTS_OUT, OF_MESSAGES, OTHERWISE] {
        for word in set {
            assert_eq!(words(word), [*word]);
        }
    }
}

#[test]
fn every_phrase_can_be_heard() {
    for (set, said) in [
        (STOP, Said::Stop),
        (STOP_OR_ORDER, Said::Unclear),
        (START, Said::Start),
    ] {
        for phrase in set {
            assert_eq!(hear(phrase, ANYWHERE), said, "{phrase}");
        }
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

proptest! {
    #[test]
    fn no_text_makes_it_panic(text: String) {
        hear(&text, ANYWHERE);
        mentions_stop(&text);
    }

    #[test]
    fn dress_does_not_count(
        phrase in prop::sample::select(STOP),
        before in "[ !¡.,*🙏👍]{0,4}",
        after in "[ !?.,*🙏👍]{0,4}",
    ) {
        let shouted = format!("{before}{}{after}", phrase.to_uppercase());
        prop_assert!(is_stop(&shouted), "{shouted}");
    }
}
