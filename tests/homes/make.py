# SPDX-License-Identifier: EUPL-1.2
"""Leaves a small home of the present version, of each kind of database, for the upgrade tests of all later ones.

`python tests/homes/make.py` writes `<version>-sqlite.tar.xz` and, where PostgreSQL 15 is installed,
`<version>-postgresql.tar.xz` beside this file. Run it once for each release, and never again after it.
"""

from __future__ import annotations

import io
import os
import shutil
import sqlite3
import subprocess
import sys
import tarfile
import tempfile
from contextlib import closing
from pathlib import Path

from nizam.kit.testing.servers import BINARIES, PostgresMissing, PostgresServer
from nizam.site.command import program_version

HERE = Path(__file__).resolve().parent
LARGEST = 400_000
PASSWORD = "the old house 1932"

CHARTER = """\
ÇAMLIK BELEDİYESİ
BİLGİ İŞLEM MÜDÜRLÜĞÜ GÖREV VE ÇALIŞMA YÖNETMELİĞİ

BİRİNCİ BÖLÜM
Amaç

MADDE 1 – (1) Bu Yönetmelik, Çamlık Belediyesi Bilgi İşlem Müdürlüğünün görevlerini belirler.

İKİNCİ BÖLÜM
Görevler

MADDE 2 – (1) Müdürlüğün görevleri şunlardır:
a) Belediyenin verilerini her gece yedekler.
b) Vatandaşların dilekçelerini süresi içinde cevaplar.
c) Ağ ve sunucuların kesintisiz çalışmasını sağlar.
"""

LETTERS = {
    "1-ag.eml": ("Nazlı Er", "Kablosuz ağ", "Kütüphanede kablosuz ağ üç gündür çalışmıyor, bakılmasını rica ederim."),
    "2-form.eml": ("Ünal Taş", "Başvuru formu", "Sitedeki başvuru formu hata veriyor, bilgi verilmesini dilerim."),
    "3-imza.eml": ("İpek Kaya", "Elektronik imza", "Elektronik imzamla giriş yapamıyorum, yardımınızı rica ederim."),
}

# Everything that commands alone do not bring: an account with a role, an asset, one letter answered.
WORK = """
from nizam.kit.registry import registry
from nizam.spine.cases.actions import answer_case, sign_answer_case
from nizam.spine.cases.models import Case
from nizam.spine.journal.sealing import seal_events
from nizam.spine.org.actions import grant_role, open_user, operator_actor
from nizam.spine.org.models import Institution, Unit
operator, institution = operator_actor(), Institution.objects.get()
root = Unit.objects.get(institution=institution, code=institution.code)
user = open_user(operator, username="mudur", institution=institution, password=%(password)r, language="tr")
grant_role(operator, user=user, role="head", institution=institution, unit=root)
registry.resource("assets.asset").generated("add")(
    operator, institution=institution, unit=root, inventory_number="BT-0001", name="Sunucu dolabı"
)
case = Case.objects.order_by("pk").first()
answer_case(operator, case, body="Kablosuz ağ onarıldı.")
sign_answer_case(operator, case)
seal_events()
"""


def nizam(home: Path, url: str, *arguments: str, given: str = "") -> None:
    """Run the program in `home`, from a folder whose name tells nothing."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("NIZAM_", "DATABASE_URL"))}
    subprocess.run(
        [sys.executable, "-m", "nizam.site.command", *arguments],
        env=kept | {"NIZAM_HOME": str(home), "DATABASE_URL": url},
        cwd=home.parent,
        input=given,
        stdout=subprocess.DEVNULL,
        text=True,
        check=True,
    )


def fill(home: Path, url: str) -> None:
    """Found the house and let a little happen in it."""
    letters = home.parent / "letters"
    letters.mkdir()
    for number, (name, (sender, subject, text)) in enumerate(LETTERS.items(), 1):
        head = (
            f"From: {sender} <yazan{number}@posta.example>\nTo: evrak@camlik.example\nSubject: {subject}\n"
            f"Message-ID: <{number}@posta.example>\nDate: Mon, 02 Nov 2026 08:0{number}:00 +0300\nMIME-Version: 1.0\n"
            'Content-Type: text/plain; charset="utf-8"\nContent-Transfer-Encoding: 8bit\n\n'
        )
        (letters / name).write_text(f"{head}Sayın yetkili,\n\n{text}\n", "utf-8")
    (home.parent / "charter.txt").write_text(CHARTER, "utf-8")
    found = ("init", "--institution", "camlik", "--name", "Çamlık Belediyesi", "--country", "TR")
    nizam(home, url, *found, "--languages", "tr,en", "--admin", "teknik", given=f"{PASSWORD}\n")
    nizam(home, url, "charter", "import", "charter.txt", "--confirm")
    nizam(home, url, "mail", "import", "letters")
    nizam(home, url, "manage", "shell", "--verbosity", "0", "-c", WORK % {"password": PASSWORD})


def pack(home: Path, target: Path) -> None:
    """Write what a later version needs of the home; keys and logs stay out, names and times tell nothing of us."""
    kept = [home / "nizam.sqlite3", home / "database.dump", *home.glob("blobs/**/*"), *home.glob("heads/**/*")]
    with tarfile.open(target, "w:xz", preset=9) as archive:
        for path in sorted(path for path in kept if path.is_file()):
            content = path.read_bytes()
            member = tarfile.TarInfo(path.relative_to(home).as_posix())
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    size = target.stat().st_size
    if size > LARGEST:
        sys.exit(f"{target.name} has {size} bytes; a small home has at most {LARGEST}")
    print(f"{target.name}: {size} bytes")


def make_sqlite(folder: Path) -> None:
    """Leave the home with a database file."""
    home = folder / "home"
    home.mkdir(parents=True)
    fill(home, "")
    with closing(sqlite3.connect(home / "nizam.sqlite3", isolation_level=None)) as database:
        database.execute("PRAGMA journal_mode=DELETE")
        database.execute("VACUUM")
    pack(home, HERE / f"{program_version()}-sqlite.tar.xz")


def make_postgresql(folder: Path) -> None:
    """Leave the home with a dump of its database."""
    home = folder / "home"
    home.mkdir(parents=True)
    server = PostgresServer()
    try:
        server.sql("CREATE DATABASE home")
        fill(home, server.url("home"))
        subprocess.run(
            [
                *(str(BINARIES / "pg_dump"), "--format=custom", "--compress=0", "--no-owner", "--no-privileges"),
                *("--host", str(server.folder), "--username", "nizam", "--file", str(home / "database.dump"), "home"),
            ],
            check=True,
        )
    finally:
        server.stop()
    pack(home, HERE / f"{program_version()}-postgresql.tar.xz")


def main() -> None:
    """Write both homes."""
    folder = Path(tempfile.mkdtemp(prefix="nizam-home-"))
    try:
        make_sqlite(folder / "sqlite")
        make_postgresql(folder / "postgresql")
    except PostgresMissing as missing:
        print(f"SKIPPED, the home on PostgreSQL: {missing}")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
