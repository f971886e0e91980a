"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const form = document.getElementById("filters");

  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

  const make = (name, text, className) => {
    const made = document.createElement(name);
    if (text) made.textContent = text;
    if (className) made.className = className;
    return made;
  };

  /* Light and dark: the style sheet of the dark colours is switched as a whole. */
  const button = document.getElementById("theme");
  const dark = document.getElementById("dark");
  const preferred = matchMedia("(prefers-color-scheme: dark)");
  let chosen = null;
  const isDark = () => chosen ?? preferred.matches;
  const name = () => { button.textContent = isDark() ? "Light" : "Dark"; button.setAttribute("aria-label", `Switch to ${isDark() ? "light" : "dark"} colours`); };
  button.addEventListener("click", () => {
    chosen = !isDark();
    dark.media = chosen ? "screen" : "not all";
    name();
  });
  preferred.addEventListener("change", name);
  name();
  button.hidden = false;

  /* What a finding unfolds: the rule's explanation and how to suppress the finding. */
  const unfold = (details) => {
    const row = details.closest("li");
    const link = details.querySelector("a");
    const print = link?.parentElement.querySelector("code");
    const rule = link && document.getElementById(link.hash.slice(1));
    if (!row || !rule || details.dataset.full) return;
    details.dataset.full = "1";
    const why = rule.querySelector("div").cloneNode(true);
    why.className = "why";
    details.insertBefore(why, details.children[1]);
    const file = data.paths[data.files[details.closest("section").dataset.i]];
    const command = `mtqa suppress add ${print.textContent} ${data.run || file} --reason "why it may stay"`;
    const copy = make("button", "Copy");
    copy.type = "button";
    copy.setAttribute("aria-label", "Copy the command that suppresses this finding");
    copy.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(command);
        copy.textContent = "Copied";
      } catch {
        getSelection().selectAllChildren(shown);
        copy.textContent = "Selected: press Ctrl+C";
      }
    });
    const line = make("p", "To leave it as it is: ", "copy");
    const shown = make("code", command);
    line.append(shown, copy);
    link.closest("p").replaceWith(line);
  };
  document.addEventListener("toggle", (event) => {
    if (event.target.open && event.target.closest("article")) unfold(event.target);
  }, true);

  /* A link to a rule opens it. */
  const reveal = () => {
    const target = /^#r\d+$/.test(location.hash) && document.getElementById(location.hash.slice(1));
    if (target) { target.open = true; target.scrollIntoView(); }
  };
  addEventListener("hashchange", reveal);
  reveal();
  let folded = [];
  addEventListener("beforeprint", () => {
    folded = [...document.querySelectorAll("#rules details:not([open])")];
    for (const details of folded) details.open = true;
  });
  addEventListener("afterprint", () => { for (const details of folded) details.open = false; });

  if (!form) return;

  /* The filters. The page is read once; what is typed is searched in texts made when first wanted. */
  const groups = [...document.querySelectorAll("section.item")].map((element) => ({
    element,
    item: element.dataset.i,
    file: String(data.files[element.dataset.i]),
    aside: Boolean(element.closest(".aside")),
    cards: [...element.querySelectorAll("article")].map((card) => ({
      element: card,
      text: null,
      rows: Array.from(card.lastElementChild.children, (row) => ({
        element: row, severity: row.className, rule: row.dataset.r, category: data.categories[row.dataset.r],
      })),
    })),
  }));
  const total = groups.filter((g) => !g.aside).reduce((n, g) => n + g.cards.reduce((m, c) => m + c.rows.length, 0), 0);
  const number = (n) => n.toLocaleString("en");
  const counted = (n, noun) => `${number(n)} ${noun}${n === 1 ? "" : "s"}`;

  const show = (thing, wanted) => { if (thing.element.hidden === wanted) thing.element.hidden = !wanted; };
  const wordsOf = (group, card) => {
    card.text ??= plain(`${group.element.firstElementChild.textContent} ${card.element.textContent}`);
    return card.text;
  };

  const apply = () => {
    const asked = new FormData(form);
    const severities = new Set(asked.getAll("severity"));
    const [rule, category, file, item] = ["rule", "category", "file", "item"].map((n) => asked.get(n) || "");
    const words = plain(asked.get("text").trim()).split(/\s+/).filter(Boolean);
    let found = 0;
    let segments = 0;
    for (const group of groups) {
      const inPlace = (!file || group.file === file) && (!item || group.item === item);
      let any = false;
      for (const card of group.cards) {
        let rows = 0;
        const inText = inPlace && (!words.length || words.every((w) => wordsOf(group, card).includes(w)));
        if (inText) {
          for (const row of card.rows) {
            const wanted = severities.has(row.severity) && (!rule || row.rule === rule) &&
              (!category || row.category === category || row.category.startsWith(`${category}/`));
            show(row, wanted);
            if (wanted) rows += 1;
          }
        }
        show(card, rows > 0);
        any ||= rows > 0;
        if (!group.aside) { found += rows; segments += rows ? 1 : 0; }
      }
      show(group, any);
    }
    form.querySelector("output").textContent = found
      ? `Showing ${number(found)} of ${counted(total, "finding")}, in ${counted(segments, "segment")}`
      : "No finding is like that";
  };

  let waiting = 0;
  const soon = () => { cancelAnimationFrame(waiting); waiting = requestAnimationFrame(apply); };
  form.addEventListener("input", soon);
  form.addEventListener("reset", () => setTimeout(apply));
  form.addEventListener("submit", (event) => event.preventDefault());

  /* A bar of a chart filters by what it stands for. */
  document.addEventListener("click", (event) => {
    const bar = event.target.closest?.("[data-filter]");
    if (!bar) return;
    const [field, value] = bar.dataset.filter.split("=");
    form.reset();
    for (const input of form.elements) {
      if (input.type === "checkbox" && field === "severity") input.checked = input.value === value;
      else if (input.name === field) input.value = value;
    }
    apply();
  });

  form.hidden = false;
  apply();
})();
