"""Run the job as `python -m mtqa.spark`."""

import sys

from mtqa.spark.job import main

sys.exit(main())
