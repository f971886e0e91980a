"""Run the command line as `python -m mtqa`."""

import sys

from mtqa.cli import main

sys.exit(main())
