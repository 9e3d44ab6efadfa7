# SPDX-License-Identifier: EUPL-1.2
"""`python -m nizam.site.command`, where the program itself is not on the path."""

from nizam.site.command import main

main()
