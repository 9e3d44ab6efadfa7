# SPDX-License-Identifier: EUPL-1.2
"""The pages of the office that are no list: today's work, a case, a charter, a report, the institution's tree."""
