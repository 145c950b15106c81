//! The world's numbering plans as one line of text, small enough for the widget.
//!
//! Plans stand in the order of their calling codes, one space apart. Each has the code after the place
//! before it, an empty place is a code nobody has, and a number in front (`20EG`) jumps to that code.
//!
//! ```text
//! plan    = country lengths [ "~" trunks ] *( "/" area )
//! country = two letters of ISO 3166; ZZ is no single country
//! lengths = possible lengths of the national number, in hexadecimal: 79 is 7 and 9, 7-a is 7 to 10
//! trunks  = what is dialled first at home, by commas; nothing after the ~ means 0
//! area    = [ country ] prefixes [ ":" lengths ]
//! ```
//!
//! Numbers of the plan that begin with a prefix of the area are the area's: another country's, with
//! other lengths, or both. An area without prefixes is a country whose numbers nobody can tell apart.
//!
//! The facts come from the metadata of the `PyPI` package `phonenumbers` 9.0.43 (Google's libphonenumber,
//! Apache-2.0). To renew them, take for every calling code and region of `COUNTRY_CODE_TO_REGION_CODE`
//! the `possible_length` of `fixed_line` and `mobile` together (of `general_desc` for region 001), up to
//! 15 digits with the code, and `national_prefix`. Prefixes are what `region_code_for_number` gives to
//! one region alone. For +1, try random numbers behind each area code; those that are freephone or
//! premium rate only are `ZZ`. Ranges that islands share with a bigger neighbour (mobiles of Saint
//! Martin, of Svalbard) stay the neighbour's.
//!
//! By hand, because people and `WhatsApp` still write them: Mexico's 1 before ten digits and its 01,
//! 044 and 045; Argentina's 9 before ten; Italy's mobiles, which begin with 3 and are shorter than its
//! landlines may be; Andorra's mobiles, which begin with 6; the numbers of Rwanda and the older ones of
//! Gabon that begin with the 0 dialled before others; the 8 once dialled in Lithuania, and the 80 and 0
//! of Belarus.

/// See the module's documentation.
pub(super) const PLANS: &str = "\
    1USa~1/AG268/AI264/AS684/BB246/BM441/BS242/CA204,226,236,249,250,257,263,273,289,306,343,\
        354,365,367,368,382,403,416,418,428,431,437,438,450,468,474,506,514,519,548,579,581,\
        584,587,600,604,613,622,633,639,647,672,683,705,709,742,753,778,780,782,807,819,825,\
        867,873,879,902,905,942/DM767/DO809,829,849/GD473/GU671/JM658,876/KN869/KY345/LC758\
        /MP670/MS664/PR787,939/SX721/TC649/TT868/VC784/VG284/VI340/ZZ800,833,844,855,866,877,\
        888,900 \
    7RUa~8/KZ6,7 \
    20EG8-a~       ZA5-9~ \
    30GRa NL9b~ BE89~ FR9~ ES9  HU89~06   IT6-c/VA06698/3:9a \
    40RO69~ CH9~  AT4-d~ GB9a~/GG1481,7781,7839,79111,79117:a/IM1624,74576,7524,7624:a/JE1534,\
        7509,77003,77007,77008,7797,7829,7937:a DK8 SE7-9~ NO8/SJ79 PL79 DE5-d~ \
    51PE89~ MXa~01,044,045/1:b CU678a~ ARa~/9:b BRab~ CL9 CO8a~ VEa~ \
    60MY8-a~ AU9~/CC89162/CX89164 ID7-c~ PH689a~ NZ8-a~ SG8 TH89~ \
    81JP9a~ KR5689a~  VN9a~  CN7-b~ \
    90TRa~ INa~ PK9a~ AF9~ LK9~ MM6-a~   IR67a~ \
    211SS9~ MA9~/EH DZ89~   TN8  LY9~ \
    220GM79 SN9 MR8 ML8 GN89 CIa BF8 NE8 TG8 BJa \
    230MU78 LR7-9~ SL8~ GH9~ NGa~ TD8 CF8 CM9 CV7 ST7 \
    240GQ9 GA78~/0:8 CG9 CD7-a~ AO9 GW9 IO7 AC5 SC7 SD9~ \
    250RW9~/06:8 ET9~ SO6-9~ DJ8 KE7-9~ TZ9~ UG9~ BI8 MZ89 \
    260ZM9~ MG9~ RE9~/YT2689,269,639,70935,70936,70937 ZW9~ NA89~ MW79~ LS8 BW78 SZ8 KM7 \
    290SH45/TA8:4 ER7~      AW7 FO6 GL6 \
    350GI8 PT9 LU4-b IE7-a~ IS79 AL89~ MT8 CY8 FI5-a~/AX18:6-a BG6-9~ \
    370LT8~0,8 LV8 EE78 MD8~ AM8~ BY9~80,0,8 AD6/6:69 MC89~ SM8a \
    380UA9~ RS7-c~ ME8~ XK8-c~  HR89~ SI8~ BA89~  MK8~ \
    420CZ9 SK679~  LI79~ \
    500FK5 BZ7 GT8 SV8 HN8 NI8 CR8 PA78 PM69~ HT8 \
    590GP9~/BL59027/MF BO8~ GY7 EC89~ GF9~ PY7-9~ MQ9~ SR67 UY8~ CW78/BQ3,4,7:7 \
    670TL78  NF6 BN7 NR7 PG78 TO57 SB57 VU57 FJ7 \
    680PW7 WF6 CK5 NU47  WS567a KI58~ NC6 TV5-7 PF8 \
    690TK4-7 FM7 MH7~1 \
    800ZZ8        ZZ8 \
    850KP8a~  HK8 MO8  KH89~ LA8-a~ \
    870ZZ9c        ZZc \
    880BD6-a~ ZZ9a ZZ7-c ZZ8-c   TW89~  ZZb \
    960MV7 LB78~ JO89~ SY89~ IQ8-a~ KW8 SA9~ YE7-9~ OM8 \
    970PS89~ AE89~ IL89bc~ BH8 QA8 BT78 MN8-a~ NP8a~  ZZ9 \
    992TJ9 TM8~8 AZ9~ GE9~ KG9~  UZ9";

/// What the form in the page carries of [`PLANS`]: no area codes, and the lengths of all areas taken
/// together, with room for the numbers that Argentina, Brazil and Mexico write in several ways. It
/// passes every number of a country that the whole table passes, and a few that the worker then
/// refuses.
pub(super) const LIGHT_PLANS: &str = "\
    1USa~1/AG/AI/AS/BB/BM/BS/CA/DM/DO/GD/GU/JM/KN/KY/LC/MP/MS/PR/SX/TC/TT/VC/VG/VI 7RUa~8/KZ \
    20EG8-a~       ZA5-9~ 30GRa NL9b~ BE89~ FR9~ ES9  HU89~06   IT6-c/VA 40RO69~ CH9~  AT4-d~ \
    GB9a~/GG/IM/JE DK8 SE7-9~ NO8/SJ PL79 DE5-d~ 51PE89~ MXab~01,044,045 CU6-8a~ ARa-d~ BRa-d~ \
    CL9 CO8a~ VEa~ 60MY8-a~ AU9~/CC/CX ID7-c~ PH68-a~ NZ8-a~ SG8 TH89~ 81JP9a~ KR568-a~  VN9a~  \
    CN7-b~ 90TRa~ INa~ PK9a~ AF9~ LK9~ MM6-a~   IR67a~ 211SS9~ MA9~/EH DZ89~   TN8  LY9~ \
    220GM79 SN9 MR8 ML8 GN89 CIa BF8 NE8 TG8 BJa 230MU78 LR7-9~ SL8~ GH9~ NGa~ TD8 CF8 CM9 CV7 \
    ST7 240GQ9 GA78~ CG9 CD7-a~ AO9 GW9 IO7 AC5 SC7 SD9~ 250RW89~ ET9~ SO6-9~ DJ8 KE7-9~ TZ9~ \
    UG9~ BI8 MZ89 260ZM9~ MG9~ RE9~/YT ZW9~ NA89~ MW79~ LS8 BW78 SZ8 KM7 290SH45/TA ER7~      \
    AW7 FO6 GL6 350GI8 PT9 LU4-b IE7-a~ IS79 AL89~ MT8 CY8 FI5-a~/AX BG6-9~ 370LT8~0,8 LV8 EE78 \
    MD8~ AM8~ BY9~80,0,8 AD69 MC89~ SM8a 380UA9~ RS7-c~ ME8~ XK8-c~  HR89~ SI8~ BA89~  MK8~ \
    420CZ9 SK679~  LI79~ 500FK5 BZ7 GT8 SV8 HN8 NI8 CR8 PA78 PM69~ HT8 590GP9~/BL/MF BO8~ GY7 \
    EC89~ GF9~ PY7-9~ MQ9~ SR67 UY8~ CW78/BQ 670TL78  NF6 BN7 NR7 PG78 TO57 SB57 VU57 FJ7 \
    680PW7 WF6 CK5 NU47  WS5-7a KI58~ NC6 TV5-7 PF8 690TK4-7 FM7 MH7~1 850KP8a~  HK8 MO8  KH89~ \
    LA8-a~ 880BD6-a~      TW89~ 960MV7 LB78~ JO89~ SY89~ IQ8-a~ KW8 SA9~ YE7-9~ OM8 970PS89~ \
    AE89~ IL89bc~ BH8 QA8 BT78 MN8-a~ NP8a~ 992TJ9 TM8~8 AZ9~ GE9~ KG9~  UZ9";
