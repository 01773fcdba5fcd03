"""Pages and exports: one file is one view; it reads tables and computes nothing."""
