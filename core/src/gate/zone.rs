//! What time it may be where somebody is, by their country alone.
//!
//! The offsets from UTC that any of a country's zones has in any season, the least and the greatest,
//! in quarters of an hour. A program that knows the country of a number and no more must take every
//! one of them for possible.
//!
//! The facts come from the time zone database, 2025b (in the public domain): over the zones of each
//! country in `zone.tab`, the offsets of the years 2026 to 2030. Kosovo by hand.

use crate::phone::Country;

/// The offsets of one country, from the westernmost on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Offsets {
    /// The least, in minutes.
    pub(super) least: i64,
    /// The greatest, in minutes.
    pub(super) greatest: i64,
}

/// Countries, each with its least and, where it differs, its greatest offset.
const OFFSETS: &str = "\
    AD4,8 AE16 AF18 AG-16 AI-16 AL4,8 AM16 AO4 AQ-12,52 AR-12 AS-44 AT4,8 AU32,44 AW-16 AX8,12 AZ16 \
    BA4,8 BB-16 BD24 BE4,8 BF0 BG8,12 BH12 BI8 BJ4 BL-16 BM-16,-12 BN32 BO-16 BQ-16 BR-20,-8 \
    BS-20,-16 BT24 BW8 BY12 BZ-24 CA-32,-10 CC26 CD4,8 CF4 CG4 CH4,8 CI0 CK-40 CL-24,-12 CM4 CN24,32 \
    CO-20 CR-24 CU-20,-16 CV-4 CW-16 CX28 CY8,12 CZ4,8 DE4,8 DJ12 DK4,8 DM-16 DO-16 DZ4 EC-24,-20 \
    EE8,12 EG8,12 EH0,4 ER12 ES0,8 ET12 FI8,12 FJ48 FK-12 FM40,44 FO0,4 FR4,8 GA4 GB0,4 GD-16 GE16 \
    GF-12 GG0,4 GH0 GI4,8 GL-16,0 GM0 GN0 GP-16 GQ4 GR8,12 GS-8 GT-24 GU40 GW0 GY-16 HK32 HN-24 \
    HR4,8 HT-20,-16 HU4,8 ID28,36 IE0,4 IL8,12 IM0,4 IN22 IO24 IQ12 IR14 IS0 IT4,8 JE0,4 JM-20 JO12 \
    JP36 KE12 KG24 KH28 KI48,56 KM12 KN-16 KP36 KR36 KW12 KY-20 KZ20 LA28 LB8,12 LC-16 LI4,8 LK22 \
    LR0 LS8 LT8,12 LU4,8 LV8,12 LY8 MA0,4 MC4,8 MD8,12 ME4,8 MF-16 MG12 MH48 MK4,8 ML0 MM26 MN28,32 \
    MO32 MP40 MQ-16 MR0 MS-16 MT4,8 MU16 MV20 MW8 MX-32,-20 MY32 MZ8 NA8 NC44 NE4 NF44,48 NG4 NI-24 \
    NL4,8 NO4,8 NP23 NR48 NU-44 NZ48,55 OM16 PA-20 PE-20 PF-40,-36 PG40,44 PH32 PK20 PL4,8 PM-12,-8 \
    PN-32 PR-16 PS8,12 PT-4,4 PW36 PY-12 QA12 RE16 RO8,12 RS4,8 RU8,48 RW8 SA12 SB44 SC16 SD8 SE4,8 \
    SG32 SH0 SI4,8 SJ4,8 SK4,8 SL0 SM4,8 SN0 SO12 SR-12 SS8 ST0 SV-24 SX-16 SY12 SZ8 TC-20,-16 TD4 \
    TF20 TG0 TH28 TJ20 TK52 TL36 TM20 TN4 TO52 TR12 TT-16 TV48 TW32 TZ12 UA8,12 UG12 UM-44,48 \
    US-40,-16 UY-12 UZ20 VA4,8 VC-16 VE-16 VG-16 VI-16 VN28 VU44 WF48 WS52 XK4,8 YE12 YT12 ZA8 ZM8 \
    ZW8";

impl Offsets {
    /// Of a country. Nothing where it is unheard of.
    pub(super) fn of(country: Country) -> Option<Self> {
        let entry = OFFSETS
            .split(' ')
            .find_map(|entry| entry.strip_prefix(country.as_str()))?;
        let (least, greatest) = entry.split_once(',').unwrap_or((entry, entry));
        Some(Self {
            least: least.parse::<i64>().ok()? * 15,
            greatest: greatest.parse::<i64>().ok()? * 15,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(country: &str) -> Option<(i64, i64)> {
        let offsets = Offsets::of(Country::parse(country).unwrap())?;
        Some((offsets.least, offsets.greatest))
    }

    #[test]
    fn a_country_has_every_offset_of_its_zones_and_seasons() {
        assert_eq!(of("CO"), Some((-300, -300)));
        assert_eq!(
            of("ES"),
            Some((0, 120)),
            "the Canaries in winter, Madrid in summer"
        );
        assert_eq!(of("US"), Some((-600, -240)), "Hawaii, New York in summer");
        assert_eq!(of("IN"), Some((330, 330)));
        assert_eq!(of("NP"), Some((345, 345)));
        assert_eq!(of("RU"), Some((120, 720)));
        assert_eq!(of("ZZ"), None);
    }

    #[test]
    fn every_entry_reads_and_every_country_with_telephones_has_one() {
        for entry in OFFSETS.split(' ') {
            let (country, _) = entry.split_at(2);
            let (least, greatest) = of(country).unwrap();
            assert!(
                (-720..=greatest).contains(&least) && greatest <= 840,
                "{entry}"
            );
        }
    }
}
