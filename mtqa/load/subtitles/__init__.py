"""SRT and WebVTT."""
