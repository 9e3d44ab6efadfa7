# SPDX-License-Identifier: EUPL-1.2
"""Words every letter has, which say nothing about the unit it should go to: folded, all languages together."""

from __future__ import annotations

from nizam.foundations.language import fold

_WORDS = {
    "az": (
        "və ilə üçün bu o da də ki bir hər hansı olan olaraq kimi daha çox ən amma lakin ancaq isə həm yaxud "
        "ya məgər biz siz mən sən onlar bizim sizin mənim onun var yox deyil xahiş edirəm edirik olunur "
        "edilir hörmətli salam təşəkkür sonra əvvəl qədər görə haqqında barədə tərəfindən zaman necə nə niyə "
        "harada "
    ),
    "uz": (
        "va bilan uchun bu u ham ki bir har qanday boʻlgan boʻlib kabi juda koʻp eng ammo lekin biroq esa "
        "yoki biz siz men sen ular bizning sizning mening uning bor yoʻq emas iltimos qilaman qilamiz "
        "hurmatli salom assalomu alaykum rahmat keyin oldin qadar koʻra haqida toʻgʻrisida tomonidan qachon "
        "qanday nima nega qayerda "
    ),
    "uz-Cyrl": (
        "ва билан учун бу ҳам ки бир ҳар қандай бўлган каби жуда кўп энг аммо лекин ёки биз сиз мен улар йўқ "
        "эмас илтимос ҳурматли салом раҳмат ҳақида томонидан "
    ),
    "tr": (
        "ve ile için bu şu o da de ki bir her hangi olan olarak gibi daha çok en ama fakat ancak ise hem veya "
        "ya biz siz ben sen onlar bizim sizin benim onun var yok değil rica ederim ederiz edilir sayın "
        "merhaba teşekkür sonra önce kadar göre hakkında tarafından zaman nasıl ne niçin neden nerede mi mı "
        "mu mü e "
    ),
    "ru": (
        "и в во не на с со что как по за от до для это при из о об к ко у же бы но или а мы вы я они наш ваш "
        "мой его есть нет уважаемые прошу здравствуйте спасибо "
    ),
    "en": (
        "the a an and or of to in on for with by is are was were be been it this that these those we you i "
        "they our your my his her not no dear please thank thanks from at as about how what why where when "
    ),
}

STOP_WORDS = frozenset(fold(word) for words in _WORDS.values() for word in words.split())
