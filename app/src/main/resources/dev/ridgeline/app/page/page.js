'use strict';
const ridgeline = (() => {
  function raw(cell) {
    return cell.hasAttribute('data-v') ? cell.getAttribute('data-v') : cell.textContent;
  }

  function sort(header, table) {
    const headers = [...table.tHead.rows[0].cells];
    const column = headers.indexOf(header);
    const numeric = header.classList.contains('number');
    // Numbers start with the largest, words with the first.
    const now = header.getAttribute('aria-sort');
    const descending = now ? now === 'ascending' : numeric;
    headers.forEach(h => h.removeAttribute('aria-sort'));
    header.setAttribute('aria-sort', descending ? 'descending' : 'ascending');
    const body = table.tBodies[0];
    const keyed = [...body.rows].map(row => ({row, key: raw(row.cells[column])}));
    keyed.sort((a, b) => {
      if (a.key === '' || b.key === '') return (a.key === '') - (b.key === '');
      const order = numeric
          ? Number(a.key) - Number(b.key)
          : a.key.localeCompare(b.key, 'en', {numeric: true});
      return descending ? -order : order;
    });
    body.append(...keyed.map(k => k.row));
  }

  function csv(table) {
    const quote = text => /[",\r\n]/.test(text) ? '"' + text.replaceAll('"', '""') + '"' : text;
    // A spreadsheet would run text that starts like a formula.
    const safe = (cell, text) =>
        !cell.classList.contains('number') && /^[=+@\-\t]/.test(text) ? "'" + text : text;
    const lines = [[...table.tHead.rows[0].cells].map(h => h.dataset.field).join(',')];
    for (const row of table.tBodies[0].rows) {
      lines.push([...row.cells].map(c => quote(safe(c, raw(c)))).join(','));
    }
    return lines.join('\r\n') + '\r\n';
  }

  function save(name, type, text) {
    const link = document.createElement('a');
    link.href = 'data:' + type + ';charset=utf-8,' + encodeURIComponent(text);
    link.download = name;
    link.click();
  }

  function fileName(text, ending) {
    const plain = text.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '');
    return (plain || 'data') + ending;
  }

  function button(label, title, action) {
    const made = document.createElement('button');
    made.type = 'button';
    made.className = 'tool';
    made.textContent = label;
    made.setAttribute('aria-label', title);
    made.addEventListener('click', action);
    return made;
  }

  function prepare(holder) {
    const table = holder.querySelector('table');
    const caption = table.caption.textContent;
    for (const header of table.tHead.rows[0].cells) {
      header.querySelector('button').addEventListener('click', () => sort(header, table));
    }
    const figure = holder.closest('figure');
    const subject = figure ? figure.querySelector('h3').textContent + ' ' + caption : caption;
    holder.append(button('Save as CSV', 'Save the table ' + caption + ' as CSV',
        () => save(fileName(subject, '.csv'), 'text/csv', csv(table))));
  }

  // Vega-Lite has no labels that keep clear of one another; Vega has.
  function placeLabels(vegaSpec, labels, font) {
    const marks = vegaSpec.marks;
    const at = marks.findIndex(m => m.name === labels.marks);
    if (at < 0) return vegaSpec;
    const known = new Set(marks.map(m => m.name));
    marks.push({
      type: 'text',
      name: 'placed_labels',
      from: {data: labels.marks},
      interactive: false,
      encode: {
        update: {
          text: {field: 'datum.' + labels.field},
          font: {value: font},
          fontSize: {value: 11},
          // The colour of its point, in the shade for text; the style sheet draws a halo under it.
          fill: {signal: "replace(datum.fill, 'var(--c', 'var(--t')"},
          fillOpacity: {field: 'opacity'},
        },
      },
      transform: [{
        type: 'label',
        size: {signal: '[max(width, 1), max(height, 1)]'},
        anchor: labels.anchors,
        offset: [3],
        avoidMarks: labels.avoid.filter(name => known.has(name)),
      }],
    });
    return vegaSpec;
  }

  // Colours are variables of the page; a saved drawing stands alone.
  function standalone(svg) {
    const style = getComputedStyle(document.documentElement);
    const ground = style.getPropertyValue('--ground').trim();
    return svg
        .replace(/var\((--[a-z0-9]+)\)/g, (_, name) => style.getPropertyValue(name).trim())
        .replace(/(<svg[^>]*>)/, '$1<style>.mark-text.role-mark text{paint-order:stroke;stroke:' + ground
            + ';stroke-width:3px}</style><rect width="100%" height="100%" fill="' + ground + '"/>');
  }

  async function drawOne(figure, config) {
    const holder = figure.querySelector('.chart');
    const spec = JSON.parse(figure.querySelector('script.spec').textContent);
    const labels = spec.usermeta && spec.usermeta.ridgeline && spec.usermeta.ridgeline.labels;
    const title = figure.querySelector('h3').textContent;
    try {
      const {view} = await vegaEmbed(holder, spec, {
        renderer: 'svg',
        mode: 'vega-lite',
        actions: false,
        config,
        tooltip: {theme: 'ridgeline'},
        patch: vegaSpec => labels ? placeLabels(vegaSpec, labels, config.font) : vegaSpec,
      });
      holder.after(button('Save as SVG', 'Save the chart ' + title + ' as SVG', async () =>
          save(fileName(title, '.svg'), 'image/svg+xml', standalone(await view.toSVG()))));
      figure.dataset.drawn = 'true';
    } catch (failure) {
      holder.textContent = 'This chart could not be drawn; its data is in the table below.';
      figure.dataset.drawn = 'false';
      console.error(title, failure);
    }
  }

  async function draw() {
    const config = JSON.parse(document.getElementById('chart-config').textContent);
    for (const figure of document.querySelectorAll('figure')) {
      await drawOne(figure, config);
    }
    document.documentElement.dataset.drawn = 'true';
  }

  document.querySelectorAll('.table').forEach(prepare);
  let opened = [];
  addEventListener('beforeprint', () => {
    opened = [...document.querySelectorAll('details:not([open])')];
    opened.forEach(d => { d.open = true; });
  });
  addEventListener('afterprint', () => opened.forEach(d => { d.open = false; }));
  return {draw, csv, standalone};
})();
