// Runs before the islands router (leptos' islands_routing.js) and sets right what it does not care for. It fetches a
// page, swaps the body and pushes the address.
(() => {
  const page = () => location.pathname + location.search;
  let shown = page();

  // Forms that post are native: the router would lose files, and cookies change what stands outside the body.
  // One that comes back to where it was (sign-in, language, theme) brings back the place on the page, too: browsers send no
  // fragment, but keep it over a redirect.
  document.addEventListener("submit", (event) => {
    if (event.target.method !== "post") return;
    event.stopPropagation();
    if (location.hash && event.target.elements.namedItem("return")) {
      event.target.action = event.target.action.split("#")[0] + location.hash;
    }
  });

  // So are links to a place on this page.
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href*='#']");
    if (link && link.pathname + link.search === page() && link.hash) event.stopPropagation();
  });
  window.addEventListener("popstate", (event) => {
    if (shown === page()) event.stopImmediatePropagation();
  }, true);

  // Who is kept waiting may stop: the server then stops looking, too. A new page in place of one that is on its way stops that one.
  const patience = 800;
  let going = null;
  const fetched = window.fetch;
  window.fetch = async (request, ...rest) => {
    if (!(request instanceof Request) || !request.headers.has("Islands-Router")) return fetched(request, ...rest);
    going?.abort();
    const mine = (going = new AbortController());
    const waiting = (is) => document.getElementById("waiting")?.toggleAttribute("hidden", !is);
    const timer = setTimeout(() => waiting(true), patience);
    try {
      return await fetched(request, { ...rest[0], signal: mine.signal });
    } catch (error) {
      // The router is left waiting: the page stays as it is.
      if (mine.signal.aborted) return await new Promise(() => {});
      throw error;
    } finally {
      clearTimeout(timer);
      if (going === mine) {
        going = null;
        waiting(false);
      }
    }
  };
  const stop = () => going?.abort();
  document.addEventListener("click", (event) => event.target.id === "waiting-stop" && stop());
  document.addEventListener("keydown", (event) => event.key === "Escape" && stop());

  // With a transition the router would push the address before the body is swapped.
  Object.defineProperty(document, "startViewTransition", { value: undefined });

  // After the swap: begin at the top, let screen readers know, and if something else has changed this document so that
  // the swap went wrong, load the page anew.
  const arrive = (isNew) => {
    if (shown === page()) return;
    shown = page();
    if (document.getElementById("page")?.dataset.url !== shown) {
      location.reload();
      return;
    }
    const target = location.hash && document.getElementById(location.hash.slice(1));
    if (target) target.scrollIntoView();
    else if (isNew) window.scrollTo(0, 0);
    document.querySelector("h1")?.focus({ preventScroll: true });
  };
  for (const name of ["pushState", "replaceState"]) {
    const original = history[name];
    history[name] = function (...parts) {
      original.apply(this, parts);
      arrive(name === "pushState");
    };
  }
})();
