//! What must be on the machine. Each thing is looked for first; it is installed only where that is certain to
//! be welcome (as root on Debian or Ubuntu, or into this checkout), and else one line says what to do.

pub(crate) mod apt;
pub(crate) mod axe;
pub(crate) mod browser;
pub(crate) mod moto;
pub(crate) mod postgres;
pub(crate) mod wasm_target;
