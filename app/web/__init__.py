"""The shell around every page: routing in one hop, rendering, security headers, error pages."""
