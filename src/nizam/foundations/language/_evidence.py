# SPDX-License-Identifier: EUPL-1.2
"""What a reader of the five languages would point at: small words, and endings in Cyrillic.

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
        bunlar onda bunda ondan bundan onunla elə heç hamı hamısı kimsə nəsə bizə sizə mənə sənə bizi sizi məni səni
        eyni qalan həmişə tez-tez tez gec erkən hələ hətta yəni deməli məsələn ümumiyyətlə xüsusən təxminən demək
        üçüncü dördüncü birinci ikinci iyirmi otuz qırx əlli altmış yetmiş səksən doxsan milyon etdi edib etmişdir
        etməli edilmişdir olmuşdur oldular olacaq olacaqdır olsa olsun olmalıdır olmur olması olmasını deyilir deyib
        bildirib bildirdi söylədi yazdı gəldi getdi aldı verdi gördü çıxdı qaldı başladı tapdı düşdü işləyir yaşayır
        gedir görür çıxır başlayır davam edərək edəcək gələn gedən verən alan çıxan başlayan deyilən adam qadın kişi
        uşaq uşaqlar ailə ana ata ev evi iş yol söz ad adı adlı baş göz əl ürək torpaq hava dəniz çay dağ ada günü
        günləri ay ayı həftə saat dəqiqə əsr əsrdə dövr dövrü zamanı tarixi dili dilində kitab qəzet səhifə rəqəm sayı
        sayda hissə hissəsi tərəf üst alt içində üzərində altında yanında qarşısında arxasında haqda barədə etibarən
        başqaları digərləri yüksək alçaq uzun qısa geniş dar ağır yüngül soyuq isti köhnə təzə gənc qoca asan çətin ağ
        qara qırmızı yaşıl mavi sarı səhər axşam gecə gündüz yay qış yaz payız prezident hökumət müharibə sülh ordu
        polis həkim xəstə xəstəlik müəllim şagird tələbə universitet elm alim tədqiqat oyun oyunçu komanda yarış
        qələbə nəfər yaşlı yaşında balıq heyvan quş ağac meyvə
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
        bunlar onda bunda ondan bundan onunla bununla böyle öyle hiç herkes hepsi kimse birşey bize size bana sana
        bizi sizi beni seni kalan daima hızlı geç erken henüz hatta yani demek örneğin genellikle özellikle yaklaşık
        üçüncü dördüncü birinci ikinci yirmi otuz kırk elli altmış yetmiş seksen doksan milyon milyar edildi
        edilmiştir olmuştur oldular olacak olacaktır olsa olsun olmalıdır olmaz olmasını olduğundan olmadığını denir
        demiş belirtti söyledi yazdı geldi gitti aldı verdi gördü çıktı kaldı başladı buldu düştü çalışır yaşıyor
        gidiyor görüyor çıkıyor başlıyor devam ederek edecek gelen giden veren alan çıkan başlayan denilen ait aittir
        bulunan bulunur bulunmaktadır bulundu adam kadın erkek çocuk çocuklar aile anne baba ev evi iş yol söz ad adı
        adlı baş göz el kalp toprak hava deniz nehir dağ ada günü günleri ay ayı hafta saat dakika yüzyıl yüzyılda
        dönem dönemi tarihi dili dilinde kitap gazete sayfa sayı sayısı parça kısım taraf üst alt içinde üzerinde
        altında yanında karşısında arkasında hakkındaki itibaren başkaları diğerleri düşük uzun kısa geniş dar ağır
        hafif soğuk sıcak eski genç yaşlı kolay zor beyaz siyah kırmızı yeşil mavi sarı sabah akşam gece gündüz yaz
        kış bahar sonbahar başkan cumhurbaşkanı hükümet savaş barış ordu polis doktor hasta hastalık öğretmen öğrenci
        üniversite bilim oyun oyuncu takım yarış maç balık hayvan kuş ağaç meyve yaşında kez defa biri birisi birçok
        birkaç çoğu çoğunlukla oldukça neredeyse yine gene üstelik rağmen dolayı böylelikle ikisi üçü
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
        bular unda bunda undan bundan u hammasi kimdir nimadir bizga sizga menga senga bizni sizni meni seni xuddi
        qolgan baʼzan doim doimo tez kech erta allaqachon hatto yaʼni demak masalan ayniqsa taxminan deyarli uchinchi
        toʻrtinchi yigirma oʻttiz qirq ellik oltmish yetmish sakson toʻqson million milliard qildilar qilindi qilingan
        boʻldilar boʻlsa boʻlsin boʻlmaydi boʻlishi boʻlgani boʻlganligi edilar emish ekanligi deydi dedilar aytdi
        yozdi keldi ketdi oldi berdi koʻrdi chiqdi qoldi boshladi topdi tushdi ishlaydi yashaydi boradi koʻradi
        chiqadi boshlaydi davom etib etadi etgan kelgan ketgan bergan olgan chiqqan boshlagan deyiladi hisoblanadi
        ayol erkak bola bolalar oila ona ota uy uyi ish yoʻl soʻz nom nomi nomli bosh koʻz qoʻl yurak tuproq havo
        dengiz daryo togʻ orol kuni kunlari oy oyi hafta soat daqiqa asr asrda davr davri vaqti tarixi tili tilida
        kitob gazeta sahifa raqam soni qism qismi tomon tomoni ustida ostida yonida ichida orqasida oldida haqidagi
        boshlab boshqalar qolganlar yuqori past uzun qisqa keng tor ogʻir yengil sovuq issiq eski yosh keksa oson
        qiyin oq qora qizil yashil koʻk sariq ertalab kechqurun tun kunduz yoz qish bahor kuz prezident hukumat urush
        tinchlik armiya politsiya shifokor bemor kasallik oʻqituvchi oʻquvchi talaba universitet fan olim tadqiqot
        oʻyin oʻyinchi jamoa musobaqa gʻalaba nafar yoshda baliq hayvon qush daraxt meva koʻpgina koʻp koʻplab necha
        yana sababli tufayli yaqinida qaramay holatda undagi oʻsha
    """,
    "en": """
        the of and to in is that for it was on are as with his they at be this from have or by one had not but what
        all were when we there can an your which their said if do will each about how up out them then she many some
        so these would other into has more her two him see could no than been its now find who may over such new
        department office request letter please dear report service services public ministry agency shall any our
        information you he after also only between during under my me us thank thanks hello today general meeting
        because through where while before most many such both without well much first last year years day
        a those even every never always often still again against same another few little own off down until does did
        doing done made make makes take taken took get got go goes went come came seen saw say says use used using
        work works people man woman men women child children family house home way world country city state states
        government president war water land sea river island mountain time week month hour century part number name
        list book page high low long short large small big great old young good bad best better less least several
        though although however therefore become became began begin known called found given left right around across
        near away within along since once upon school university student science research game player team win won
        police doctor disease animal fish bird tree food being having want need know think look just like back too
        here am let ask told tell why
    """,
}  # fmt: skip

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
CYRILLIC_WORDS: Final[dict[str, frozenset[str]]] = _table(_CYRILLIC_WORDS)
CYRILLIC_ENDINGS: Final[dict[str, re.Pattern[str]]] = _endings(_CYRILLIC_ENDINGS)
