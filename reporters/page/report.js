"use strict";
(() => {
  const form = document.getElementById("filter");
  if (!form) return;
  const findings = Array.from(document.querySelectorAll("details.finding"), (row) => ({
    row, text: row.textContent.toLowerCase(), severity: row.dataset.severity, suppressed: row.classList.contains("suppressed"),
  }));
  const shown = document.getElementById("shown");
  const apply = () => {
    const words = document.getElementById("text").value.toLowerCase().split(/\s+/).filter(Boolean);
    const severities = new Set(Array.from(form.querySelectorAll("[name=severity]:checked"), (box) => box.value));
    const suppressed = form.querySelector("[name=suppressed]").checked;
    let count = 0;
    for (const f of findings) {
      const wanted = severities.has(f.severity) && (suppressed || !f.suppressed) && words.every((word) => f.text.includes(word));
      f.row.hidden = !wanted;
      count += wanted;
    }
    shown.textContent = `${count} of ${findings.length} shown`;
  };
  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  window.addEventListener("beforeprint", () => { for (const f of findings) f.row.open = !f.row.hidden; });
  apply();
})();
