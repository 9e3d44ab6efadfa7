# SPDX-License-Identifier: EUPL-1.2
"""The world of tests that cross floors."""

import sys
from pathlib import Path

# Tests beside this file share modules such as `walks`; import mode `importlib` leaves sys.path alone.
sys.path.insert(0, str(Path(__file__).parent))
