//! A shopper's receipt: what they agreed to, and the proof that it is in the ledger.
//!
//! The first part has the names and the meaning of Kantara's Consent Receipt 1.1, so that other
//! tools read it. The second is ours: the record, the words, the facts behind its commitment with
//! the salt that opens it, and a head that was signed at that very record. Who has a receipt is
//! a witness: the shop cannot show another ledger without showing this signature to be its own.

use super::commitment::{Facts, Salt};
use super::event::{Consent, Event};
use super::head::{Head, PublicKey};
use super::method::Method;
use super::record::Record;
use crate::purpose::{Category, PurposeId};
use crate::statement::Statement;
use serde::{Deserialize, Serialize};

/// A receipt. It holds personal data: it is for the person alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// Kantara's part.
    #[serde(flatten)]
    pub consent: ConsentReceipt,
    /// What shows that it is true.
    pub proof: Proof,
}

/// What shows that a receipt is true.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Proof {
    /// The personal data behind the commitment.
    pub facts: Facts,
    /// The ledger's head at this record, signed.
    pub head: Head,
    /// The record of the ledger.
    pub record: Record,
    /// What opens the commitment.
    pub salt: Salt,
    /// The words, whole.
    pub statement: Statement,
}

/// Kantara's Consent Receipt 1.1, with its spellings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ConsentReceipt {
    /// The version of the specification.
    pub version: String,
    /// The law that applies: a country, as in `ES`.
    pub jurisdiction: String,
    /// When consent was given, in Unix seconds.
    pub consent_timestamp: i64,
    /// How.
    pub collection_method: Method,
    /// The receipt's own number: the hash of its record.
    #[serde(rename = "consentReceiptID")]
    pub consent_receipt_id: String,
    /// The key that signed the head.
    pub public_key: PublicKey,
    /// In which language.
    pub language: String,
    /// The person's pseudonym.
    pub pii_principal_id: String,
    /// Who is responsible.
    pub pii_controllers: Vec<Controller>,
    /// The privacy notice.
    pub policy_url: String,
    /// What was agreed to.
    pub services: Vec<Service>,
    /// Whether special categories of data are processed: no.
    pub sensitive: bool,
    /// Which.
    pub spi_cat: Vec<String>,
}

/// Who is responsible.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Controller {
    /// The name the person knows the shop by.
    pub pii_controller: String,
    /// Legal name and contact, as the statement gives them.
    pub contact: String,
}

/// A service: messages by WhatsApp.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Service {
    /// What it is.
    pub service: String,
    /// What it is for.
    pub purposes: Vec<ReceiptPurpose>,
}

/// One purpose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ReceiptPurpose {
    /// Label, value and frequency, as they were shown.
    pub purpose: String,
    /// Meta's category.
    pub purpose_category: Vec<Category>,
    /// `EXPLICIT`: nothing is ticked beforehand.
    pub consent_type: String,
    /// What data: how to reach the person.
    pub pii_category: Vec<String>,
    /// Whether the service has no sense without it: no.
    pub primary_purpose: bool,
    /// How it ends, as it was shown.
    pub termination: String,
    /// Whether others get data: WhatsApp does.
    pub third_party_disclosure: bool,
    /// Who, as it was shown.
    pub third_party_name: String,
}

/// Why no receipt can be made of a record, or why one does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum VerifyReceiptError {
    /// The record is not of a consent.
    #[error("the record is not of a consent")]
    NoConsent,
    /// The record's content is not what its hash was made of.
    #[error("the record's content is not what its hash was made of")]
    Record,
    /// The head is not signed, or not at this record.
    #[error("the head is not signed at this record")]
    Head,
    /// The head was signed with a key that is not the shop's.
    #[error("the head was signed with a key that is not the shop's")]
    ForeignKey,
    /// The words are not those that were agreed to.
    #[error("the statement is not the one that was agreed to")]
    Statement,
    /// The personal data is not what the commitment was made of.
    #[error("the facts are not those of the record")]
    Facts,
    /// The receipt says other than its proof.
    #[error("the receipt says other than its proof")]
    Text,
}

impl Receipt {
    /// Makes the receipt of a record. `jurisdiction` is the country whose law applies.
    ///
    /// # Errors
    /// Where the parts of the proof do not belong together.
    pub fn new(proof: Proof, jurisdiction: &str) -> Result<Self, VerifyReceiptError> {
        let consent = proof.verify()?;
        Ok(Self {
            consent: text(&proof, consent, jurisdiction),
            proof,
        })
    }

    /// Checks all of it. `keys` are those of the shop, as it publishes them: without them anybody
    /// could sign a receipt of their own.
    ///
    /// # Errors
    /// Names the first part that does not hold.
    pub fn verify(&self, keys: &[PublicKey]) -> Result<(), VerifyReceiptError> {
        let consent = self.proof.verify()?;
        if !keys.contains(&self.proof.head.key) {
            return Err(VerifyReceiptError::ForeignKey);
        }
        if self.consent != text(&self.proof, consent, &self.consent.jurisdiction) {
            return Err(VerifyReceiptError::Text);
        }
        Ok(())
    }
}

impl Proof {
    /// Checks that the parts belong together; answers the consent they prove.
    fn verify(&self) -> Result<&Consent, VerifyReceiptError> {
        let Event::OptInConfirmed(consent) = &self.record.event else {
            return Err(VerifyReceiptError::NoConsent);
        };
        if !self.record.is_sound() {
            return Err(VerifyReceiptError::Record);
        }
        let at_this_record = self.head.seq == self.record.seq && self.head.hash == self.record.hash;
        if !at_this_record || self.head.verify().is_err() {
            return Err(VerifyReceiptError::Head);
        }
        if self.statement.id() != consent.statement {
            return Err(VerifyReceiptError::Statement);
        }
        if !self.salt.opens(&consent.commitment, &self.facts) {
            return Err(VerifyReceiptError::Facts);
        }
        Ok(consent)
    }
}

/// Kantara's part, all of which follows from the proof.
fn text(proof: &Proof, consent: &Consent, jurisdiction: &str) -> ConsentReceipt {
    let statement = &proof.statement;
    ConsentReceipt {
        version: "KI-CR-v1.1.0".to_owned(),
        jurisdiction: jurisdiction.to_owned(),
        consent_timestamp: consent.happened_at.millis() / crate::time::SECOND,
        collection_method: consent.method,
        consent_receipt_id: proof.record.hash.to_string(),
        public_key: proof.head.key,
        language: consent.locale.to_string(),
        pii_principal_id: consent.person.to_string(),
        pii_controllers: vec![Controller {
            pii_controller: statement.brand.clone(),
            contact: consent.controller.clone(),
        }],
        policy_url: statement.privacy_url.clone(),
        services: vec![Service {
            service: statement.channel.clone(),
            purposes: purposes(statement, &consent.purposes),
        }],
        sensitive: false,
        spi_cat: Vec::new(),
    }
}

fn purposes(statement: &Statement, agreed: &[PurposeId]) -> Vec<ReceiptPurpose> {
    statement
        .purposes
        .iter()
        .filter(|purpose| agreed.contains(&purpose.id))
        .map(|purpose| ReceiptPurpose {
            purpose: format!(
                "{}: {} ({})",
                purpose.label, purpose.value, purpose.frequency
            ),
            purpose_category: vec![purpose.category],
            consent_type: "EXPLICIT".to_owned(),
            pii_category: vec!["Contact".to_owned()],
            primary_purpose: false,
            termination: statement.stop.clone(),
            third_party_disclosure: true,
            third_party_name: statement.recipients.clone(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::{Hash, Moment, Signer, example, parse_heads};

    fn receipt() -> Receipt {
        Receipt::new(example::proof(), "ES").unwrap()
    }

    fn keys() -> [PublicKey; 1] {
        [example::signer().public_key()]
    }

    #[test]
    fn a_receipt_has_kantaras_fields_and_holds() {
        let receipt = receipt();
        assert_eq!(receipt.verify(&keys()), Ok(()));
        let mut json = serde_json::to_value(&receipt).unwrap();
        let proof = json.as_object_mut().unwrap().remove("proof").unwrap();
        assert_eq!(
            json,
            serde_json::json!({
                "version": "KI-CR-v1.1.0",
                "jurisdiction": "ES",
                "consentTimestamp": 1_749_416_390,
                "collectionMethod": "bubble",
                "consentReceiptID": example::records()[2].hash,
                "publicKey": example::signer().public_key(),
                "language": "en",
                "piiPrincipalId": "7h2k9q",
                "piiControllers": [{"piiController": "Sol", "contact": "Sol S.L., hola@sol.example"}],
                "policyUrl": "https://sol.example/privacy",
                "services": [{"service": "WhatsApp", "purposes": [{
                    "purpose": "Offers: Be first (4 a month)",
                    "purposeCategory": ["marketing"],
                    "consentType": "EXPLICIT",
                    "piiCategory": ["Contact"],
                    "primaryPurpose": false,
                    "termination": "Send STOP.",
                    "thirdPartyDisclosure": true,
                    "thirdPartyName": "WhatsApp (Meta)"
                }]}],
                "sensitive": false,
                "spiCat": []
            })
        );
        assert_eq!(proof["facts"]["wa_id"], "34600000001");
    }

    #[test]
    fn it_is_read_back_from_its_file() {
        let json = serde_json::to_string(&receipt()).unwrap();
        let read: Receipt = serde_json::from_str(&json).unwrap();
        assert_eq!(read, receipt());
        assert_eq!(read.verify(&keys()), Ok(()));
        let head = receipt().proof.head;
        assert_eq!(parse_heads(json.as_bytes()), Ok(vec![head]));
    }

    #[test]
    fn each_part_that_was_changed_is_found() {
        let fault = |change: fn(&mut Receipt)| {
            let mut receipt = receipt();
            change(&mut receipt);
            receipt.verify(&keys()).unwrap_err()
        };
        let signer = Signer::new(&[9; 32]);
        assert_eq!(
            receipt().verify(&[signer.public_key()]),
            Err(VerifyReceiptError::ForeignKey)
        );
        assert_eq!(
            fault(|receipt| receipt.consent.consent_timestamp += 1),
            VerifyReceiptError::Text
        );
        assert_eq!(
            fault(|receipt| receipt.proof.facts.name = Some("Eva".into())),
            VerifyReceiptError::Facts
        );
        assert_eq!(
            fault(|receipt| receipt.proof.salt = Salt::new([0; 32])),
            VerifyReceiptError::Facts
        );
        assert_eq!(
            fault(|receipt| receipt.proof.statement.stop.push('!')),
            VerifyReceiptError::Statement
        );
        assert_eq!(
            fault(|receipt| receipt.proof.head.at = Moment::new(0)),
            VerifyReceiptError::Head
        );
        assert_eq!(
            fault(|receipt| receipt.proof.record.prev = Hash::NONE),
            VerifyReceiptError::Record
        );
        assert_eq!(
            fault(|receipt| receipt.proof.record = example::records()[1].clone()),
            VerifyReceiptError::NoConsent
        );
    }

    #[test]
    fn a_head_at_another_record_proves_nothing_of_this_one() {
        let mut proof = example::proof();
        proof.head = example::head(&example::records());
        assert_eq!(
            Receipt::new(proof, "ES").unwrap_err(),
            VerifyReceiptError::Head
        );
    }
}
