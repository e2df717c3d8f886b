// The engine comes in modules of their own, each loaded once by the page that needs it.
window.loadEngine = async (name) => {
  const engine = await import(`/pkg/${name}.js`);
  await engine.default({ module_or_path: `/pkg/${name}.wasm` });
  return engine;
};
