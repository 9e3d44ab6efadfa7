# SPDX-License-Identifier: EUPL-1.2
"""What the letters of the generated mail corpus say, in the six languages offices here are written to in."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    """The words of one language: a letter is a greeting, some sentences, a close and a name."""

    greeting: str
    close: str
    names: tuple[str, ...]
    subjects: tuple[str, ...]
    sentences: tuple[str, ...]
    reference: str
    reply: str
    absent_subject: str
    absent_text: str
    file_name: str


WORDS: dict[str, Words] = {
    "az": Words(
        "Hörmətli rəhbər,",
        "Hörmətlə,",
        ("Sevil Quliyeva", "Elçin Əsgərov", "Şəfiqə Həsənzadə", "Çingiz Ağayev"),
        ("İnternet bağlantısı barədə müraciət", "Elektron xidmət haqqında şikayət", "Məktəbdəki kompüterlər barədə"),
        (
            "Kəndimizdə üç gündür internet bağlantısı yoxdur, xahiş edirəm məsələyə baxasınız.",
            "Məktəbin kompüter otağında cihazların yarısı işləmir və dərslər keçirilmir.",
            "Elektron müraciət bölməsində ərizəni göndərəndə səhv bildirişi çıxır.",
            "Şəxsi kabinetimə daxil ola bilmirəm, parolu dəyişmək də mümkün olmur.",
            "Verilən cavab məni qane etmir, əlavə izahat verməyinizi istəyirəm.",
            "Kitabxanadakı printer iyun ayından xarabdır, usta hələ gəlməyib.",
        ),
        "Müraciətimin öz siyahımdakı sırası: {number}.",
        "Cavabınız üçün təşəkkür edirəm, amma məsələ hələ həll olunmayıb.",
        "Avtomatik cavab: {subject}",
        "Salam! Avqustun 15-dək məzuniyyətdəyəm, işə qayıdanda yazacağam.",
        "Şəbəkə sxemi.pdf",
    ),
    "uz": Words(
        "Hurmatli rahbar,",
        "Hurmat bilan,",
        ("Gulnora Yoʻldosheva", "Oʻtkir Gʻaniyev", "Shoira Choʻlponova", "Maʼmur Toʻraqulov"),
        ("Internet aloqasi haqida murojaat", "Elektron xizmat boʻyicha shikoyat", "Maktab kompyuterlari toʻgʻrisida"),
        (
            "Mahallamizda uch kundan beri internet aloqasi yoʻq, chora koʻrishingizni soʻrayman.",
            "Maktabning kompyuter xonasidagi qurilmalarning yarmi ishlamayapti, darslar oʻtilmayapti.",
            "Elektron murojaat sahifasida arizani yuborayotganda xatolik haqida xabar chiqyapti.",
            "Shaxsiy kabinetimga kira olmayapman, parolni almashtirish ham imkonsiz.",
            "Berilgan javob meni qanoatlantirmadi, batafsil tushuntirish berishingizni soʻrayman.",
            "Kutubxonadagi printer iyun oyidan beri buzuq, usta haligacha kelmadi.",
        ),
        "Murojaatimning oʻz roʻyxatimdagi tartibi: {number}.",
        "Javobingiz uchun rahmat, ammo masala hali hal boʻlmadi.",
        "Avtomatik javob: {subject}",
        "Assalomu alaykum! 15-avgustgacha mehnat taʼtilidaman, qaytgach javob beraman.",
        "Tarmoq koʻrinishi.pdf",
    ),
    "uz-Cyrl": Words(
        "Ҳурматли раҳбар,",
        "Ҳурмат билан,",
        ("Гулнора Йўлдошева", "Ўткир Ғаниев", "Шоира Чўлпонова", "Маъмур Тўрақулов"),
        ("Интернет алоқаси ҳақида мурожаат", "Электрон хизмат бўйича шикоят", "Мактаб компьютерлари тўғрисида"),
        (
            "Маҳалламизда уч кундан бери интернет алоқаси йўқ, чора кўришингизни сўрайман.",
            "Мактабнинг компьютер хонасидаги қурилмаларнинг ярми ишламаяпти, дарслар ўтилмаяпти.",
            "Электрон мурожаат саҳифасида аризани юбораётганда хатолик ҳақида хабар чиқяпти.",
            "Шахсий кабинетимга кира олмаяпман, паролни алмаштириш ҳам имконсиз.",
            "Берилган жавоб мени қаноатлантирмади, батафсил тушунтириш беришингизни сўрайман.",
            "Кутубхонадаги принтер июнь ойидан бери бузуқ, уста ҳалигача келмади.",
        ),
        "Мурожаатимнинг ўз рўйхатимдаги тартиби: {number}.",
        "Жавобингиз учун раҳмат, аммо масала ҳали ҳал бўлмади.",
        "Автоматик жавоб: {subject}",
        "Ассалому алайкум! 15 августгача меҳнат таътилидаман, қайтгач жавоб бераман.",
        "Тармоқ кўриниши.pdf",
    ),
    "tr": Words(
        "Sayın yetkili,",
        "Saygılarımla,",
        ("Ayşe Yıldız", "Gökhan Işık", "Çiğdem Şahin", "Uğur Kılıç"),
        ("İnternet bağlantısı hakkında başvuru", "Elektronik hizmet şikâyeti", "Okuldaki bilgisayarlar hakkında"),
        (
            "Mahallemizde üç gündür internet bağlantısı yok, gereğinin yapılmasını rica ederim.",
            "Okulun bilgisayar sınıfındaki cihazların yarısı çalışmıyor, dersler işlenemiyor.",
            "Elektronik başvuru sayfasında dilekçeyi gönderirken hata iletisi çıkıyor.",
            "Kişisel hesabıma giriş yapamıyorum, şifremi değiştirmek de mümkün olmuyor.",
            "Verilen yanıt sorunumu çözmedi, ayrıntılı bir açıklama bekliyorum.",
            "Kütüphanedeki yazıcı hazirandan beri bozuk, görevli henüz gelmedi.",
        ),
        "Başvurumun kendi listemdeki sırası: {number}.",
        "Yanıtınız için teşekkür ederim, ancak sorun henüz çözülmedi.",
        "Otomatik yanıt: {subject}",
        "Merhaba, 15 Ağustos tarihine kadar yıllık izindeyim, döndüğümde yazacağım.",
        "Ağ şeması.pdf",
    ),
    "ru": Words(
        "Уважаемый руководитель!",
        "С уважением,",
        ("Мария Соколова", "Тимур Ахмедов", "Ольга Щербакова", "Юрий Ёлкин"),
        ("Обращение по поводу интернета", "Жалоба на электронную услугу", "О школьных компьютерах"),
        (
            "В нашем селе уже три дня нет интернета, прошу принять меры.",
            "В компьютерном классе школы половина устройств не работает, уроки не проводятся.",
            "На странице электронных обращений при отправке заявления появляется ошибка.",
            "Не могу войти в личный кабинет, сменить пароль тоже не удаётся.",
            "Полученный ответ меня не устраивает, прошу дать подробное разъяснение.",
            "Принтер в библиотеке сломан с июня, мастер до сих пор не приходил.",
        ),
        "Порядковый номер моего обращения в моём списке: {number}.",
        "Спасибо за ответ, однако вопрос до сих пор не решён.",
        "Автоматический ответ: {subject}",
        "Здравствуйте! До 15 августа я в отпуске, отвечу после возвращения.",
        "Схема сети.pdf",
    ),
    "en": Words(
        "Dear officer,",
        "Yours faithfully,",
        ("Helen Marsh", "Daniel Whitlock", "Ruth Ambrose", "Peter Langley"),
        ("Application about the internet connection", "Complaint about an online service", "About school computers"),
        (
            "Our village has had no internet connection for three days, please look into the matter.",
            "Half of the devices in the computer room of the school do not work and lessons are cancelled.",
            "The page for online applications shows an error whenever I send the form.",
            "I cannot sign in to my personal account and changing the password is not possible either.",
            "The answer I was given does not satisfy me, I would like a fuller explanation.",
            "The printer in the library has been broken since June and nobody has come to repair it.",
        ),
        "The place of my application in my own list: {number}.",
        "Thank you for the answer, but the matter has not been settled yet.",
        "Automatic reply: {subject}",
        "Hello, I am out of the office until 15 August and will answer when I return.",
        "Network plan.pdf",
    ),
}
