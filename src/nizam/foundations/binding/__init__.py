# SPDX-License-Identifier: EUPL-1.2
"""Several PDF files bound into one with numbered pages, in a confined process; see `bind`."""

from nizam.foundations.binding.binding import Bound, bind, count_pages
from nizam.foundations.binding.errors import BindingError

__all__ = ["BindingError", "Bound", "bind", "count_pages"]
