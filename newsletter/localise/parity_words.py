"""The words that stand at figures, English and Arabic: months, weekdays, units, currencies; for `parity_figures`.

Each line has a thing's name, what one of it is in the kind's base unit, and how it is written. Arabic stands without
its vowel marks: they are taken off before anything is read.
"""

from decimal import Decimal
from typing import NamedTuple


class Unit(NamedTuple):
    """What an amount is counted in: 1 kg is 1,000,000 of mg."""

    base: str
    factor: Decimal


_MONTHS = """
January Jan يناير كانون_الثاني      February Feb فبراير شباط       March Mar مارس آذار اذار
April Apr أبريل ابريل إبريل نيسان   May مايو أيار ايار             June Jun يونيو يونيه حزيران
July Jul يوليو يوليه تموز           August Aug أغسطس اغسطس آب      September Sept Sep سبتمبر أيلول ايلول
October Oct أكتوبر اكتوبر تشرين_الأول    November Nov نوفمبر تشرين_الثاني    December Dec ديسمبر كانون_الأول
"""
_WEEKDAYS = """
Monday الاثنين الإثنين     Tuesday الثلاثاء    Wednesday الأربعاء الاربعاء    Thursday الخميس
Friday الجمعة              Saturday السبت      Sunday الأحد الاحد
"""
HIJRI_MONTHS = (
    "Muharram|Safar|Rabi(?:[’'ʻ]?[ -](?:al-)?(?:I{1,2}|awwal|thani|akhir))?|Jumada(?:[ -](?:al-)?(?:I{1,2}|\\w+))?"
    "|Rajab|Sha[’'ʻ]?ban|Ramadan|Shawwal|Dhu[ -](?:al-|[’'])?\\w+"
    "|محرم|صفر|ربيع ال\\w+|جمادى ال\\w+|رجب|شعبان|رمضان|شوال|ذو القعدة|ذو الحجة|ذي القعدة|ذي الحجة"
)
# base | factor | how it is written; "_" is a space
_DOSES = """
mg|0.001|mcg µg μg ug microgram micrograms مكغ مكجم ميكروغرام ميكروجرام ميكروغرامات
mg|1|mg milligram milligrams milligramme milligrammes ملغ ملغم مغ مجم ملجم ملليغرام مليغرام
mg|1|ميليغرام ملليغرامات ملليجرام مليجرام ملي_غرام
mg|1000|g gram grams gramme grammes غ غم جم غرام غراما غرامات جرام جراما جرامات
mg|1000000|kg kilo kilos kilogram kilograms kilogramme kilogrammes كغ كغم كجم كيلوغرام
mg|1000000|كيلوغراما كيلوغرامات كيلوجرام كيلوجراما كيلو
ml|1|ml millilitre millilitres milliliter milliliters cc مل ملل ملليلتر مليلتر ميليلتر ملليلترات ملي_لتر
ml|10|cl centilitre centilitres سنتيلتر
ml|1000|l litre litres liter liters لتر لترا لترات ليتر ليترا ليترات
IU|1|iu international_unit international_units وحدة_دولية وحدات_دولية و.د
mmol|1|mmol ملمول مليمول
mmHg|1|mmhg ملم_زئبق ملم_زئبقي مم_زئبق
tablet|1|tablet tablets pill pills capsule capsules قرص قرصا أقراص اقراص حبة حبات حبوب كبسولة كبسولات
drop|1|drop drops قطرة قطرات
dose|1|dose doses جرعة جرعات
spoon|1|teaspoon teaspoons tsp tablespoon tablespoons tbsp ملعقة ملاعق
"""
_MEASURES = """
m|0.001|mm millimetre millimetres millimeter millimeters ملم مم مليمتر مليمترا ملليمتر
m|0.01|cm centimetre centimetres centimeter centimeters سم سنتيمتر سنتيمترا سنتيمترات سنتمتر
m|1|m metre metres meter meters م متر مترا أمتار امتار
m|1000|km kilometre kilometres kilometer kilometers كم كيلومتر كيلومترا كيلومترات
km/h|1|km/h kph km/hr kilometres_per_hour kilometres_an_hour
km/h|1|كم/س كم/ساعة كم_في_الساعة كيلومترا_في_الساعة كيلومتر_في_الساعة
mph|1|mph miles_per_hour miles_an_hour ميلا_في_الساعة ميل_في_الساعة
mile|1|mile miles ميل ميلا أميال اميال
nautical mile|1|nautical_mile nautical_miles nm ميل_بحري ميلا_بحريا أميال_بحرية
knot|1|knot knots عقدة عقد
foot|1|ft foot feet قدم قدما أقدام اقدام
inch|1|inch inches بوصة بوصات
pound|1|lb lbs رطل رطلا أرطال ارطال
ounce|1|oz ounce ounces أونصة أونصات
°C|1|°c °_c degrees_c degrees_celsius degree_celsius °م درجة_مئوية درجات_مئوية درجة_سلسيوس
°F|1|°f degrees_f degrees_fahrenheit °ف درجة_فهرنهايت درجات_فهرنهايت
degree|1|° degree degrees درجة درجات
SPF|1|spf
calorie|1|kcal calorie calories سعرة سعرات سعرة_حرارية سعرات_حرارية
"""
_LENIENT = """
second|1|second seconds sec secs ثانية ثواني ثوان
minute|1|minute minutes min mins دقيقة دقائق
hour|1|hour hours hr hrs h ساعة ساعات
day|1|day days يوم يوما أيام ايام
night|1|night nights ليلة ليال ليالي
week|1|week weeks أسبوع أسبوعا أسابيع اسبوع اسبوعا اسابيع
month|1|month months شهر شهرا أشهر اشهر شهور
year|1|year years سنة سنوات سنين عام عاما أعوام اعوام
time|1|time times مرة مرات
"""
_CURRENCIES = """
GBP|1|£ GBP pound_sterling pounds_sterling جنيه_إسترليني جنيها_إسترلينيا جنيه_استرليني
pound|1|pounds جنيه جنيها جنيهات
USD|1|US$ USD US_dollars دولار_أمريكي دولارا_أمريكيا
dollar|1|$ dollar dollars دولار دولارا دولارات
EUR|1|€ EUR euro euros يورو
AED|1|AED Dhs Dh dirham dirhams درهم درهما دراهم درهم_إماراتي درهما_إماراتيا د.إ
SAR|1|SAR Saudi_riyal Saudi_riyals ريال_سعودي ريالا_سعوديا ر.س
QAR|1|QAR Qatari_riyal Qatari_riyals ريال_قطري ريالا_قطريا ر.ق
OMR|1|OMR Omani_rial Omani_rials ريال_عماني ر.ع
riyal|1|riyal riyals rial rials ريال ريالا ريالات
KWD|1|KWD Kuwaiti_dinar Kuwaiti_dinars دينار_كويتي د.ك
BHD|1|BHD Bahraini_dinar Bahraini_dinars دينار_بحريني د.ب
dinar|1|dinar dinars دينار دينارا دنانير
"""
# A word that names one of several things → the things: "38 degrees" may be 38 °C.
VAGUE = {
    "degree": ("°C", "°F"),
    "riyal": ("SAR", "QAR", "OMR"),
    "dinar": ("KWD", "BHD"),
    "dollar": ("USD",),
    "pound": ("GBP",),
}
MULTIPLES = {
    "hundred": 100, "مئة": 100, "مائة": 100,
    "thousand": 1000, "ألف": 1000, "الف": 1000, "آلاف": 1000, "الاف": 1000, "ألفا": 1000,
    "million": 10**6, "مليون": 10**6, "مليونا": 10**6, "ملايين": 10**6,
    "billion": 10**9, "مليار": 10**9, "مليارا": 10**9,
}  # fmt: skip
# A small number that one language writes in figures may stand in words in the other, in Arabic as a dual.
SPOKEN = {
    1: "one a an single once واحد واحدة مرة يوم يوما ساعة أسبوع أسبوعا شهر شهرا سنة عام دقيقة قرص قرصا حبة جرعة قطرة"
    " لتر لترا",
    2: "two twice اثنان اثنين اثنتان اثنتين يومان يومين ساعتان ساعتين أسبوعان أسبوعين شهران شهرين سنتان سنتين عامان"
    " عامين دقيقتان دقيقتين مرتان مرتين قرصان قرصين حبتان حبتين جرعتان جرعتين قطرتان قطرتين لتران لترين كوبان كوبين"
    " ملعقتان ملعقتين ليلتان ليلتين",
    3: "three ثلاث ثلاثة", 4: "four أربع أربعة", 5: "five خمس خمسة", 6: "six ست ستة", 7: "seven سبع سبعة",
    8: "eight ثمان ثماني ثمانية", 9: "nine تسع تسعة", 10: "ten عشر عشرة",
    11: "eleven أحد إحدى", 12: "twelve اثنا اثني اثنتا",
    20: "twenty عشرون عشرين", 30: "thirty ثلاثون ثلاثين", 40: "forty أربعون أربعين", 50: "fifty خمسون خمسين",
    60: "sixty ستون ستين", 70: "seventy سبعون سبعين", 80: "eighty ثمانون ثمانين", 90: "ninety تسعون تسعين",
    100: "hundred مئة مائة", 1000: "thousand ألف",
}  # fmt: skip


def _numbered(table: str) -> dict[str, int]:
    """Each name of a row of things with its number; an English name begins the next."""
    numbers, number = dict[str, int](), 0
    for name in table.split():
        number += name[0].isascii() and not any(begun.startswith(name) for begun in numbers)
        numbers[name.replace("_", " ")] = number
    return numbers


def _units(table: str) -> dict[str, Unit]:
    rows = (line.split("|") for line in table.strip().splitlines())
    return {
        name.replace("_", " ").casefold(): Unit(base, Decimal(factor))
        for base, factor, names in rows
        for name in names.split()
    }


MONTHS, WEEKDAYS = _numbered(_MONTHS), _numbered(_WEEKDAYS)
UNITS, CURRENCIES = _units(_DOSES + _MEASURES.lstrip() + _LENIENT.lstrip()), _units(_CURRENCIES)
DOSES = frozenset(unit.base for unit in _units(_DOSES).values())
LENIENT = frozenset(unit.base for unit in _units(_LENIENT).values())  # said beside a number, or left to be understood
SAID = {word: number for number, words in SPOKEN.items() for word in words.split()}
