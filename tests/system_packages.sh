#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# What the tests need from Debian: a browser, fonts, PostgreSQL's programs, a PDF viewer's tools, an IMAP server, a mail
# server that sends, and a reader of scanned pages with its languages and its model of how a page is turned.
# Installed where that is allowed, else named.
set -eu
missing=""
command -v chromium >/dev/null 2>&1 || missing="$missing chromium"
command -v pdftotext >/dev/null 2>&1 || missing="$missing poppler-utils"
command -v qpdf >/dev/null 2>&1 || missing="$missing qpdf"
[ -e /usr/share/fonts/truetype/noto/NotoSans-Regular.ttf ] || missing="$missing fonts-noto-core"
[ -x /usr/lib/postgresql/15/bin/initdb ] || missing="$missing postgresql-15"
[ -x /usr/sbin/dovecot ] || missing="$missing dovecot-imapd"
[ -x /usr/sbin/exim4 ] || missing="$missing exim4-daemon-light"
command -v tesseract >/dev/null 2>&1 || missing="$missing tesseract-ocr"
for language in aze aze-cyrl uzb uzb-cyrl tur rus eng osd; do
    file=/usr/share/tesseract-ocr/5/tessdata/$(echo "$language" | tr - _).traineddata
    [ -e "$file" ] || missing="$missing tesseract-ocr-$language"
done
[ -z "$missing" ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    # A cluster of the machine's own is neither wanted nor started: the tests run their own server.
    mkdir -p /etc/postgresql-common
    [ -e /etc/postgresql-common/createcluster.conf ] || echo "create_main_cluster = false" > /etc/postgresql-common/createcluster.conf
    # Nor a mail server of the machine's own: Debian starts what it installs unless this says no.
    if [ ! -e /usr/sbin/policy-rc.d ]; then
        printf '#!/bin/sh\nexit 101\n' > /usr/sbin/policy-rc.d
        chmod 755 /usr/sbin/policy-rc.d
        trap 'rm -f /usr/sbin/policy-rc.d' EXIT
    fi
    apt-get update -qq
    # shellcheck disable=SC2086
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
else
    echo "Missing for the tests:$missing"
    echo "Get it with: sudo apt-get install$missing"
    echo "Tests that need them are skipped."
fi
