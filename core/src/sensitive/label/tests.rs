use super::*;

fn asked(tag: &str, label: &str) -> Option<Matter> {
    asked_for(label, &Locale::parse(tag).unwrap())
}

#[test]
fn a_label_that_asks_for_a_card_is_known() {
    for (tag, label) in [
        ("en", "Credit card"),
        ("en", "Your CARD number"),
        ("en", "Last 4 digits of your card"),
        ("en", "CVV"),
        ("es", "Número de tarjeta"),
        ("es", "Nº de tarjeta"),
        ("es", "Tarjeta de crédito"),
        ("pt-BR", "Número do cartão"),
        ("de", "Kreditkartennummer"),
        ("fr", "Numéro de carte bancaire"),
        ("it", "Numero della carta di credito"),
        ("ca", "Número de targeta"),
        ("ru", "Номер банковской карты"),
        ("ru", "Номер карты"),
        ("ar", "رقم بطاقة الائتمان"),
        ("ar", "رقم البطاقة"),
        ("sv", "CVC-kod"),
    ] {
        assert_eq!(asked(tag, label), Some(Matter::Card), "{tag}: {label}");
    }
}

#[test]
fn a_label_that_asks_for_an_identity_document_is_known() {
    for (tag, label) in [
        ("en", "Passport no."),
        ("en", "Driver’s license"),
        ("en", "Social Security Number"),
        ("en", "ID card number"),
        ("es", "DNI o NIE"),
        ("es", "Documento de identidad"),
        ("es", "Cédula"),
        ("pt-BR", "CPF"),
        ("pt-PT", "Cartão de Cidadão"),
        ("de", "Personalausweisnummer"),
        ("de", "Führerschein"),
        ("fr", "Carte d’identité"),
        ("fr", "Numéro de sécurité sociale"),
        ("it", "Codice fiscale"),
        ("it", "Carta d'identità"),
        ("ca", "Document d’identitat"),
        ("ru", "Серия и номер паспорта"),
        ("ru", "СНИЛС"),
        ("ar", "رقم الهوية"),
        ("ar", "جواز السفر"),
    ] {
        assert_eq!(asked(tag, label), Some(Matter::Identity), "{tag}: {label}");
    }
}

#[test]
fn a_label_that_asks_for_a_bank_account_is_known() {
    for (tag, label) in [
        ("en", "IBAN"),
        ("en", "Bank account"),
        ("en", "Sort code"),
        ("es", "Número de cuenta"),
        ("es", "Datos bancarios"),
        ("pt-BR", "Chave Pix"),
        ("de", "Kontonummer"),
        ("de", "Bankverbindung"),
        ("fr", "RIB"),
        ("fr", "Votre banque"),
        ("it", "Conto corrente"),
        ("ca", "Compte bancari"),
        ("ru", "Банковские реквизиты"),
        ("ar", "رقم الحساب البنكي"),
    ] {
        assert_eq!(asked(tag, label), Some(Matter::Bank), "{tag}: {label}");
    }
}

#[test]
fn a_label_that_asks_about_health_is_known() {
    for (tag, label) in [
        ("en", "Any allergies?"),
        ("en", "Medical conditions"),
        ("en", "Are you pregnant?"),
        ("es", "¿Tienes alguna enfermedad?"),
        ("es", "Alergias"),
        ("pt-BR", "Você está grávida?"),
        ("pt-BR", "Problemas de saúde"),
        ("de", "Krankenkasse"),
        ("de", "Blutgruppe"),
        ("fr", "Groupe sanguin"),
        ("fr", "Êtes-vous enceinte ?"),
        ("it", "Malattie"),
        ("it", "Farmaci che prendi"),
        ("ca", "Al·lèrgies"),
        ("ca", "Estat de salut"),
        ("ru", "Аллергия"),
        ("ru", "Группа крови"),
        ("ar", "الحساسية"),
        ("ar", "الحالة الصحية"),
    ] {
        assert_eq!(asked(tag, label), Some(Matter::Health), "{tag}: {label}");
    }
}

#[test]
fn a_label_that_asks_for_a_secret_is_known() {
    for (tag, label) in [
        ("en", "Password"),
        ("en", "Your PIN"),
        ("en", "Mother’s maiden name"),
        ("es", "Contraseña"),
        ("es", "Clave de acceso"),
        ("pt-BR", "Senha"),
        ("de", "Passwort"),
        ("fr", "Mot de passe"),
        ("it", "Codice segreto"),
        ("it", "Password"),
        ("ca", "Contrasenya"),
        ("ru", "Пароль"),
        ("ru", "ПИН-код"),
        ("ar", "كلمة المرور"),
        ("ar", "الرقم السري"),
    ] {
        assert_eq!(asked(tag, label), Some(Matter::Password), "{tag}: {label}");
    }
}

#[test]
fn harmless_labels_pass() {
    for (tag, label) in [
        ("en", "Shoe size"),
        ("en", "Skin colour of the sofa"),
        ("en", "Gift card number"),
        ("en", "Loyalty card number"),
        ("en", "Text on the greeting card"),
        ("en", "Colour of the power bank"),
        ("en", "Customer ID"),
        ("en", "Order number"),
        ("en", "Birthday"),
        ("en", "Star sign: Cancer, Leo…"),
        ("en", "How did you hear of us?"),
        ("en", "Favourite scent"),
        ("es", "Talla"),
        ("es", "Color del banco"),
        ("es", "Mensaje para la tarjeta"),
        ("es", "Número de tarjeta de socio"),
        ("es", "Medición de cintura"),
        ("es", "Palabra clave"),
        ("es", "Cumpleaños"),
        ("pt-BR", "Tamanho do sapato"),
        ("pt-BR", "Medição da janela"),
        ("pt-BR", "Cartão-presente"),
        ("de", "Schuhgröße"),
        ("de", "Farbe der Bank"),
        ("de", "Kundenkartennummer"),
        ("de", "Passform"),
        ("de", "Grußkarte"),
        ("fr", "Pointure"),
        ("fr", "Couleur de l’enceinte"),
        ("fr", "Carte cadeau"),
        ("fr", "Numéro de carte de fidélité"),
        ("it", "Taglia"),
        ("it", "Colore dei sanitari"),
        ("it", "Carta regalo"),
        ("ca", "Talla de sabata"),
        ("ca", "Targeta regal"),
        ("ru", "Размер обуви"),
        ("ru", "Объём банки"),
        ("ru", "Номер картриджа"),
        ("ru", "Номер подарочной карты"),
        ("ar", "مقاس الحذاء"),
        ("ar", "رقم بطاقة الهدية"),
        ("ar", "اللون المفضل"),
        ("ar", "تمر سكري"),
        ("sv", "Skostorlek"),
        ("en", ""),
    ] {
        assert_eq!(asked(tag, label), None, "{tag}: {label}");
    }
}
