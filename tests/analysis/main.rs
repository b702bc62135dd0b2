//! From source text to findings and programs, against expected output beside the input. `UPDATE_EXPECTED=1` rewrites it.

mod accidents;
mod accidents_more;
mod advice;
mod allow;
mod bodies;
mod build;
mod check;
mod damage;
mod files;
mod fix;
mod host;
mod known;
mod limits;
mod manners;
mod mistakes;
mod moments;
mod names;
mod pages;
mod rounds;
mod scaling;
mod silence;
mod slips;
mod slips_conditions;
mod slips_phrases;
mod surface;
mod witness;
