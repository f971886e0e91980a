"""CSV, TSV and Parquet."""
