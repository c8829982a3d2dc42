//! What was done to a sheet, and the way back.

use std::sync::Arc;

use super::{Refusal, Sheet};

/// The most steps that can be taken back.
pub const MAX_STEPS: usize = 100;

/// A sheet with what it was before, and what it was before something was taken back. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct History {
    now: Arc<Sheet>,
    past: Vec<Arc<Sheet>>,
    future: Vec<Arc<Sheet>>,
}

impl History {
    #[must_use]
    pub fn of(sheet: Sheet) -> Self {
        Self {
            now: Arc::new(sheet),
            past: Vec::new(),
            future: Vec::new(),
        }
    }

    #[must_use]
    pub fn now(&self) -> &Arc<Sheet> {
        &self.now
    }

    /// Changes the sheet. What changes nothing, or is refused, is no step.
    ///
    /// # Errors
    /// What `change` refuses.
    pub fn change<T>(&mut self, change: impl FnOnce(&mut Sheet) -> Result<T, Refusal>) -> Result<T, Refusal> {
        let mut sheet = Sheet::clone(&self.now);
        let made = change(&mut sheet)?;
        if sheet.lines != self.now.lines {
            let before = std::mem::replace(&mut self.now, Arc::new(sheet));
            self.past.push(before);
            self.future.clear();
            if self.past.len() > MAX_STEPS {
                self.past.remove(0);
            }
        }
        Ok(made)
    }

    /// Takes the last step back; false when there is none.
    pub fn undo(&mut self) -> bool {
        let before = self.past.pop();
        let there = before.is_some();
        if let Some(before) = before {
            self.future.push(std::mem::replace(&mut self.now, before));
        }
        there
    }

    /// Does again what was taken back; false when there is nothing.
    pub fn redo(&mut self) -> bool {
        let after = self.future.pop();
        let there = after.is_some();
        if let Some(after) = after {
            self.past.push(std::mem::replace(&mut self.now, after));
        }
        there
    }

    #[must_use]
    pub fn can_undo(&self) -> bool {
        !self.past.is_empty()
    }

    #[must_use]
    pub fn can_redo(&self) -> bool {
        !self.future.is_empty()
    }
}
