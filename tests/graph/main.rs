//! Pictures of scenarios: the graph that is drawn (as Mermaid and DOT beside small files), and the measures of what is drawn
//! of all examples.

mod fixtures;
mod generated;
mod geometry;
mod measures;
mod programs;
mod reading;
