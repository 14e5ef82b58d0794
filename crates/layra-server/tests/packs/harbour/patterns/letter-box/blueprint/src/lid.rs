//! Its lid.
