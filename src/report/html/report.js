"use strict";
// Search, filters, sorting and keys. The page is complete without: this only hides, opens and moves what is there.
(() => {
  const one = (id) => document.getElementById(id);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const root = document.documentElement;
  const documents = all("details.document");
  const search = one("search"), choice = one("document"), shown = one("shown");
  const state = { text: "", verdicts: new Set(), document: "all" };

  // Whatever can be shown or hidden: a block, or a card that stands in none, with its claims and its words.
  const units = documents.flatMap((owner) =>
    [...owner.children].filter((child) => child.matches(".block, .problem")).map((element) => {
      const own = element.matches(".problem") ? [element] : all("[data-verdict], [data-finding]", element);
      const items = own.map((item) => ({ item, kind: item.dataset.verdict || "finding" }));
      return { owner, element, items, wasOpen: element.open, words: null };
    }));
  const total = units.reduce((sum, unit) => sum + unit.items.length, 0);
  const wereOpen = documents.map((owner) => owner.open);

  const wordsOf = (unit) => {
    unit.words ??= `${unit.owner.dataset.path} ${unit.element.textContent}`.toLowerCase();
    return unit.words;
  };

  const apply = () => {
    const wanted = state.text.toLowerCase().split(/\s+/).filter(Boolean);
    const narrowed = wanted.length > 0 || state.verdicts.size > 0;
    const found = new Map();
    let count = 0;
    for (const unit of units) {
      const right = (state.document === "all" || unit.owner.dataset.path === state.document) &&
        (wanted.length === 0 || wanted.every((word) => wordsOf(unit).includes(word)));
      let inside = 0;
      for (const { item, kind } of unit.items) {
        const is = right && (state.verdicts.size === 0 || state.verdicts.has(kind));
        if (item !== unit.element) item.hidden = right && !is;
        if (is) inside += 1;
      }
      unit.element.hidden = inside === 0;
      if ("open" in unit.element) unit.element.open = narrowed ? inside > 0 : unit.wasOpen;
      found.set(unit.owner, (found.get(unit.owner) ?? 0) + inside);
      count += inside;
    }
    const chosen = narrowed || state.document !== "all";
    documents.forEach((owner, index) => {
      const inside = found.get(owner) ?? 0;
      owner.hidden = chosen && inside === 0 && owner.dataset.path !== state.document;
      owner.open = chosen ? inside > 0 : wereOpen[index];
    });
    one("nothing").hidden = !chosen || count > 0;
    shown.textContent = chosen ? `${count} of ${total} shown` : `${total} claims and findings`;
    for (const button of all("#filters button")) {
      button.setAttribute("aria-pressed", String(state.verdicts.has(button.dataset.filter)));
    }
    if (search.value !== state.text) search.value = state.text;
    choice.value = state.document;
  };

  // The filters stand in the address, so that a link shows the same.
  const write = () => {
    const parts = [];
    if (state.verdicts.size > 0) parts.push(`verdict=${[...state.verdicts].join(",")}`);
    if (state.document !== "all") parts.push(`doc=${encodeURIComponent(state.document)}`);
    if (state.text) parts.push(`q=${encodeURIComponent(state.text)}`);
    history.replaceState(null, "", parts.length > 0 ? `#${parts.join("&")}` : location.pathname + location.search);
    apply();
  };

  const decoded = (text) => {
    try { return decodeURIComponent(text); } catch { return text; }
  };

  const read = () => {
    const hash = location.hash.slice(1);
    if (/^(verdict|doc|q)=/.test(hash)) {
      const values = new Map(hash.split("&").map((part) => [part.split("=", 1)[0], part.slice(part.indexOf("=") + 1)]));
      const known = new Set(all(".legend > li").map((entry) => entry.dataset.filter));
      const paths = new Set(documents.map((owner) => owner.dataset.path));
      state.verdicts = new Set((values.get("verdict") ?? "").split(",").filter((word) => known.has(word)));
      state.document = [decoded(values.get("doc") ?? "")].find((path) => paths.has(path)) ?? "all";
      state.text = decoded(values.get("q") ?? "");
      apply();
    } else if (hash) {
      reveal(one(hash));
    }
  };

  const clear = () => {
    state.text = "";
    state.verdicts.clear();
    state.document = "all";
    write();
  };

  const reveal = (target) => {
    if (!target) return;
    if (target.closest("[hidden]")) clear();
    for (let owner = target.closest("details"); owner; owner = owner.parentElement.closest("details")) owner.open = true;
    target.scrollIntoView();
    if (target.matches("[tabindex]")) target.focus({ preventScroll: true });
  };

  // Next and previous problem, from where the focus is, else from what is on the screen.
  const step = (by) => {
    const problems = all(".problem").filter((card) => !card.closest("[hidden]"));
    if (problems.length === 0) return;
    const here = document.activeElement?.closest?.(".problem");
    let index = problems.indexOf(here) + by;
    if (!here) {
      const below = problems.findIndex((card) => card.getBoundingClientRect().top > 0);
      index = by > 0 ? Math.max(below, 0) : (below < 0 ? problems.length : below) - 1;
    }
    const card = problems[(index + problems.length) % problems.length];
    for (let owner = card.closest("details"); owner; owner = owner.parentElement.closest("details")) owner.open = true;
    card.focus({ preventScroll: true });
    card.scrollIntoView({ block: "center" });
  };

  const switches = () => {
    for (const entry of all(".legend > li")) {
      const button = document.createElement("button");
      button.type = "button";
      button.dataset.filter = entry.dataset.filter;
      button.append(...all(".sign, b", entry).map((part) => part.cloneNode(true)), ` ${entry.dataset.name}`);
      button.addEventListener("click", () => {
        const word = entry.dataset.filter;
        if (!state.verdicts.delete(word)) state.verdicts.add(word);
        write();
      });
      one("filters").append(button);
    }
    for (const owner of documents) choice.append(new Option(owner.dataset.path, owner.dataset.path));
    if (documents.length < 2) choice.parentElement.hidden = true;
    choice.addEventListener("change", () => { state.document = choice.value; write(); });
    let timer = 0;
    search.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(() => { state.text = search.value.trim(); write(); }, 120);
    });
    one("previous").addEventListener("click", () => step(-1));
    one("next").addEventListener("click", () => step(1));
    one("keys").addEventListener("click", () => one("help").showModal());
    one("theme").addEventListener("click", () => {
      const dark = matchMedia("(prefers-color-scheme: dark)").matches;
      const now = root.dataset.theme ?? (dark ? "dark" : "light");
      root.dataset.theme = now === "dark" ? "light" : "dark";
    });
    one("controls").hidden = false;
  };

  const sorting = () => {
    const heads = all(".index th[data-sort]");
    const body = document.querySelector(".index tbody");
    for (const head of heads) {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      const value = (row) => Number(row.querySelector(`.${head.dataset.sort}`).dataset.value);
      const name = (row) => row.querySelector(".name").textContent;
      const byName = (a, b) => name(a) < name(b) ? -1 : 1;
      button.addEventListener("click", () => {
        const isName = head.dataset.sort === "name";
        const first = isName ? "ascending" : "descending";
        const order = head.getAttribute("aria-sort") === first ? (isName ? "descending" : "ascending") : first;
        heads.forEach((other) => other.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", order);
        const sign = order === "ascending" ? 1 : -1;
        const compare = isName ? (a, b) => sign * byName(a, b) : (a, b) => sign * (value(a) - value(b)) || byName(a, b);
        body.append(...[...body.rows].sort(compare));
      });
    }
  };

  const keys = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || one("help").open) return;
    const typing = event.target.matches("input, select, textarea");
    if (event.key === "Escape") {
      clear();
      if (typing) event.target.blur();
    } else if (typing) {
      return;
    } else if (event.key === "/") {
      event.preventDefault();
      search.focus();
      search.select();
    } else if (event.key === "j" || event.key === "k") {
      step(event.key === "j" ? 1 : -1);
    } else if (event.key === "?") {
      one("help").showModal();
    }
  };

  // What is folded is opened for paper where the style cannot do that.
  let folded = [];
  addEventListener("beforeprint", () => {
    folded = all("details:not([open])");
    folded.forEach((element) => { element.open = true; });
  });
  addEventListener("afterprint", () => folded.forEach((element) => { element.open = false; }));

  // On a small screen nearly all code is scrolled, which the keyboard must be able to do.
  const small = matchMedia("(max-width: 40rem)");
  const scrollable = () => {
    if (!small.matches) return;
    for (const code of all(".code:not([tabindex])")) {
      if (code.textContent.split("\n").some((line) => line.length > 24)) code.tabIndex = 0;
    }
  };

  switches();
  sorting();
  scrollable();
  small.addEventListener("change", scrollable);
  document.addEventListener("keydown", keys);
  addEventListener("hashchange", read);
  shown.textContent = `${total} claims and findings`;
  read();
})();
