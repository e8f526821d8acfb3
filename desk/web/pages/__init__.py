"""One module per subject; each has its rows in PAGES and is found by itself (desk/web/all_pages.py)."""
