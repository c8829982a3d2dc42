//! Tests of the program itself: started, asked, stopped and killed as an operator would.

#[cfg(test)]
mod backup;
#[cfg(test)]
mod commands;
#[cfg(test)]
mod kill;
#[cfg(test)]
mod server;
#[cfg(test)]
mod stop;
