# SPDX-License-Identifier: EUPL-1.2
"""How a paper's text comes about: fields, phrases, what the law wants in it, and two people at one draft."""
