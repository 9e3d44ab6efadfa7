# SPDX-License-Identifier: EUPL-1.2
"""What a reader of the five languages would point at: small words, endings, letters.

The weights are natural-log odds set by hand and rounded; none was fitted to a corpus.
"""

import re
from typing import Final

WORD_WEIGHT: Final[float] = 1.6
ENDING_WEIGHT: Final[float] = 0.7

# Words that carry grammar or office routine, in full spelling; forms without diacritics are derived below.
_WORDS: Final[dict[str, str]] = {
    "az": """
        və ilə üçün olan edir edən edilir edilən olunur olunan olunmuş olunması edilməsi həm də ki bu bir daha isə
        ya lakin amma həmçinin həmin hər öz onun onlar onların mən biz siz haqqında üzrə görə qədər sonra əvvəl çox
        az var yox yoxdur deyil idi olub olaraq olaraq kimi nə necə niyə hansı harada əgər artıq yalnız digər başqa
        bütün bəzi yeni ildə ilin il tarixli nömrəli müvafiq aşağıdakı tərəfindən arasında çərçivəsində əsasında
        nazirliyi nazirliyinin şöbə şöbəsi şöbəsinin idarəsi idarəsinin agentliyi respublikası respublikasının
        azərbaycan bakı dövlət qanun qərar qərarı müraciət xahiş edirəm edirik ərizə sənəd məlumat xidmət işlər
        təhsil təşkilat müdir müdiri rəis əməkdaş hüquq vəzifə bölmə layihə hesabat icra olar olmaq etmək lazım
        indi dedi deyir bizim sizin mənim oldu gün vaxt yaxşı böyük kiçik insan insanlar su yer ona onu bunu buna
        qəbul şəhər rayon kənd ölkə xalq dünya ən ola bilər bilərsiniz dən qoyulmuş verilir göndərilir alınır
        xüsusi qarşı doğru şəkildə zaman ərzində tədbirlər qeyd əlaqə əlavə ali orta məktəb salam təşəkkür sağ
        zəhmət olmasa sabah dünən bugün bəli xeyr şey istifadə vasitəsilə daxil ibarət təşkil məhz belə bununla
        birlikdə mümkün müxtəlif əhali tələb səbəb nəticə cəmiyyət ümumi şəxs imkan iştirak əldə şimal cənub şərq
        qərb yaxın uzaq min yüz üç dörd beş altı yeddi səkkiz doqquz on yanvar fevral aprel iyun iyul sentyabr
        oktyabr noyabr dekabr gəlir verir alır bilər bilir istəyir lakin çünki beləliklə hazırda bəzən daima
        vətəndaş vətəndaşlar vətəndaşların rəhbər nümayəndə komissiya iclas təsdiq edilsin
    """,
    "tr": """
        ve ile için olan eden edilen edilir olarak hem de da ki bu bir daha ise ya ama fakat ancak ayrıca aynı her
        kendi onun onlar onların ben biz siz hakkında üzere göre kadar sonra önce çok az var yok yoktur değil idi
        gibi ne nasıl neden hangi nerede eğer artık yalnız sadece diğer başka bütün tüm bazı yeni yılında yılı yıl
        tarihli sayılı ilgili uygun aşağıdaki tarafından arasında kapsamında çerçevesinde bakanlığı bakanlığının
        müdürlüğü müdürlüğünün müdürü başkanlığı belediyesi belediye cumhuriyeti türkiye kamu devlet kanun karar
        kararı başvuru dilekçe talep ederim ederiz ediyorum belge bilgi hizmet hizmetleri işler işleri eğitim
        kurum kurumu kuruluş şube birim görev görevleri yönetmelik madde yapmak etmek olmak gerekli gerekir şimdi
        dedi diyor bizim sizin benim oldu gün zaman iyi büyük küçük insan insanlar su yer ona onu bunu buna şehir
        ilçe köy ülke halk dünya en olabilir verilir gönderilir yapılır sağlamak şekilde sırasında edilmesi
        mı mi mu ediyor oluyor olması edilmiş yapılan ilişkin dair karşı doğru özel kişi kişiler yüksek okul
        merhaba teşekkür lütfen rica yarın dün bugün evet hayır şey kullanım kullanılan kullanarak mümkün çeşitli
        nüfus talep neden sonuç sonra toplum genel olanak katılım kuzey güney doğu batı yakın uzak bin yüz üç dört
        beş altı yedi sekiz dokuz on ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık
        gelir verir alır bilir istiyor çünkü böylece şu şimdilik bazen sürekli vatandaş vatandaşlar vatandaşların
        yönetici temsilci komisyon toplantı onay ettiği olduğu olduğunu olduğunda eder etti ettiler yaptı vardı
    """,
    "uz": """
        va bilan uchun ham bu shu bir yoki lekin ammo balki hamda har oʻz oʻzi uning ular ularning men biz siz
        haqida boʻyicha koʻra qadar keyin soʻng oldin juda kam bor yoʻq emas edi ekan boʻlib boʻlgan boʻladi
        kabi nima qanday nega qaysi qayerda agar endi faqat boshqa barcha hamma baʼzi yangi yilda yili yil
        sonli tegishli quyidagi tomonidan orasida oʻrtasida asosida doirasida vazirligi vazirligining boʻlim
        boʻlimi boʻlimining boshqarmasi boshqarma agentligi respublikasi respublikasining oʻzbekiston toshkent
        davlat qonun qaror qarori murojaat iltimos qilamiz qilaman ariza hujjat maʼlumot xizmat xizmatlar ishlar
        ishlari taʼlim tashkilot tashkil boshligʻi rahbari xodim xodimlar huquq vazifa vazifalari loyiha hisobot
        etish qilish boʻlish kerak lozim hozir dedi bizning sizning mening boʻldi kun vaqt yaxshi katta kichik
        inson odamlar odam suv yer unga uni buni bunga shahar shahri tuman tumani qishloq viloyati viloyat mamlakat
        xalq dunyo eng mumkin beriladi qilinadi etiladi qilinsin yuboriladi amalga oshirish oshiriladi qildi
        nazorat holda davomida qarshi toʻgʻri maxsus maktab oliy hokimligi hokim fuqarolar uchta ikki biroq esa
        chunki shuning qilgan qilib deb degan salom rahmat iltimos bugun ertaga kecha ha narsa odatda turli aholi
        talab sabab natija jamiyat umumiy shaxs imkon imkoniyat foydalanish ishtirok shimol janub sharq gʻarb yaqin
        uzoq ming yuz uch toʻrt besh olti yetti sakkiz toʻqqiz oʻn yanvar fevral aprel iyun iyul avgust sentabr
        oktabr noyabr dekabr keladi beradi oladi biladi xohlaydi birinchi ikkinchi bunday shunday ushbu mazkur
        fuqaro vakil komissiya majlis tasdiqlash tasdiqlansin bor hech hali faqatgina orqali uchrashuv biri
    """,
    "en": """
        the of and to in is that for it was on are as with his they at be this from have or by one had not but what
        all were when we there can an your which their said if do will each about how up out them then she many some
        so these would other into has more her two him see could no than been its now find who may over such new
        department office request letter please dear report service services public ministry agency shall any our
        information you he after also only between during under my me us thank thanks hello today general meeting
        because through where while before most many such both without well much first last year years day
    """,
}  # fmt: skip

# Endings as they look without diacritics, on words of five letters and more.
_ENDINGS: Final[dict[str, str]] = {
    "az": r"(?:maq|mek|liq|luq|iyi|iyinin|iyine|inde|sine|sinin|sinde|lerin|leri|lari|larin|mis|"
    r"dir|dur|caq|cek|caqdir|ecek|acaq|maqla|mekle|masi|mesi|masinin|mesinin|ilir|unur|olunur|eti|etin|iyyet|iyyat|ilib|unub|ayib|eyib|maga|meye|liqla|likle|masinda|mesinde|isdir|isdi)",
    "tr": r"(?:mak|mek|lik|luk|ligi|lugu|liginin|lugunun|iyor|uyor|yor|inde|sine|sinin|sinde|lerin|leri|lari|larin|"
    r"mis|mus|dir|tir|dur|tur|acak|ecek|acaktir|ecektir|maktadir|mektedir|masi|mesi|ilir|ulur|ilan|ilen|unda|iyle)",
    "uz": r"(?:ning|lik|ligi|lari|larning|larni|larga|lardan|gan|kan|qan|ish|ishi|ishga|moqda|adi|iladi|inadi|"
    r"ildi|indi|ilgan|ingan|larda|lar|siga|sida|sidan|chi|chilik|gacha|iga|iy|viy|asi|sining|imiz|ingiz)",
    "en": r"(?:ing|tion|tions|ed|ly|ment|ness|ity|ies|ous|ence|ance|ers|able|ive|ical|ght|ch|th)",
}

_CYRILLIC_WORDS: Final[dict[str, str]] = {
    "ru": """
        и в во на не что он она оно они с со как а то все так его но да к у за из от по о об же бы для или это этот
        при до если уже ли мы вы я ее их был была были быть есть нет который которые также после под над между
        года год году лет отдел управление прошу просим сообщаем письмо министерство об утверждении порядок работы
        работ чем может очень только когда где более один два том этом этой того
    """,
    "uz": """
        ва билан учун ҳам бу шу бир ёки лекин аммо балки ҳамда ҳар ўз ўзи унинг улар уларнинг мен биз сиз ҳақида
        бўйича кўра қадар кейин сўнг жуда бор йўқ эмас эди экан бўлиб бўлган бўлади каби нима қандай агар энди
        фақат бошқа барча янги йилда йили йил сонли тегишли қуйидаги томонидан асосида вазирлиги вазирлигининг
        бўлим бўлими бўлимининг бошқармаси бошқарма агентлиги республикаси республикасининг ўзбекистон тошкент
        давлат қонун қарор қарори мурожаат илтимос ариза маълумот хизмат таълим ташкилот раҳбари ходим ходимлар
        этиш қилиш бўлиш керак лозим деди кун вақт катта инсон одам ер унга уни шаҳар шаҳри туман тумани вилояти
        халқ дунё мумкин амалга ошириш тасдиқлаш тўғрисида талим булими буйича уз эса чунки деб
    """,
}  # fmt: skip
_CYRILLIC_ENDINGS: Final[dict[str, str]] = {
    "ru": r"(?:ого|его|ому|ему|ый|ий|ой|ая|яя|ое|ее|ые|ие|ых|их|ым|им|ами|ями|ение|ения|ании|ции|ция|ств[оае]?|"
    r"ость|ости|ть|ться|лся|лась|ает|ует|ется|ов|ев|ом|ем|ии|ию|ей|ки|ка|ла|ло|ли|ны|на|но)",
    "uz": r"(?:нинг|лик|лиги|лари|ларнинг|ларни|ларга|лардан|ларда|лар|ган|кан|иш|иши|ишга|моқда|ади|илади|инади|"
    r"илди|инди|илган|инган|сига|сида|сидан|чи|чилик|гача|ига|ида|идан|имиз|ингиз|ими|ини|дан|га|да|ни|ди|си)",
}

_PLAIN: Final[dict[int, int | None]] = str.maketrans("əıöüşçğâîû", "eiouscgaiu", "ʼ")
_REFORM: Final[tuple[tuple[str, str], ...]] = (("oʼ", "ö"), ("gʼ", "ğ"), ("sh", "ş"), ("ch", "ç"))


def plain(word: str) -> str:
    """Return a lower-case Latin ``word`` as someone without the right keyboard would type it."""
    return word.translate(_PLAIN)


def reformed(word: str) -> str:
    """Return an Uzbek ``word`` in the letters of 2026 (ö ğ ş ç) instead of those of 1995."""
    for old, new in _REFORM:
        word = word.replace(old, new)
    return word


def _table(words: dict[str, str]) -> dict[str, frozenset[str]]:
    table: dict[str, set[str]] = {}
    for language, listed in words.items():
        for word in listed.replace("ʻ", "ʼ").split():
            forms = {word, plain(word)} | ({reformed(word)} if language == "uz" else set())
            for form in forms:
                table.setdefault(form, set()).add(language)
    return {form: frozenset(languages) for form, languages in table.items()}


def _endings(endings: dict[str, str]) -> dict[str, re.Pattern[str]]:
    return {language: re.compile(rf"\w\w.*{pattern}$") for language, pattern in endings.items()}


WORDS: Final[dict[str, frozenset[str]]] = _table(_WORDS)
ENDINGS: Final[dict[str, re.Pattern[str]]] = _endings(_ENDINGS)
CYRILLIC_WORDS: Final[dict[str, frozenset[str]]] = _table(_CYRILLIC_WORDS)
CYRILLIC_ENDINGS: Final[dict[str, re.Pattern[str]]] = _endings(_CYRILLIC_ENDINGS)
