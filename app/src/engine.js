// The engine is a module of its own, loaded once by the page that reads pasted text.
window.loadEngine = async () => {
  const engine = await import("/pkg/engine.js");
  await engine.default({ module_or_path: "/pkg/engine.wasm" });
  return engine;
};
