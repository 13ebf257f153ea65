// The editor of listings: everything here is help on top of a form that works without it.
const QUIET_FOR = 4000 // ms without typing before a draft is saved
const SHOWN_AFTER = 400

for (const form of document.querySelectorAll('[data-editor]')) {
  keepDrafts(form)
  form.querySelectorAll('[data-markdown]').forEach(writeMarkdown)
  form.querySelectorAll('select[data-filter]').forEach(findInList)
  form.querySelectorAll('[data-sure]').forEach((button) => {
    button.addEventListener('click', (event) => {
      if (!window.confirm(button.dataset.sure)) event.preventDefault()
    })
  })
  unfold(form)
}

// Something wrong in a folded group is shown, and so is what a link in the summary leads to.
function unfold (form) {
  form.querySelectorAll('[aria-invalid="true"], .field--wrong').forEach((entry) => {
    const folded = entry.closest('details')
    if (folded) folded.open = true
  })
  const rows = form.querySelectorAll('[data-row]')
  if (rows.length > 3) rows.forEach((row) => { row.open = Boolean(row.querySelector('[aria-invalid="true"]')) })
}

// Save a draft by itself after a pause; the bar says in words what is saved.
function keepDrafts (form) {
  const state = form.querySelector('[data-next]')
  let timer = null
  let dirty = false
  let leaving = false

  form.addEventListener('input', (event) => {
    if (event.target.type === 'file' || event.target.type === 'search') return
    dirty = true
    say(form.dataset.unsaved)
    clearTimeout(timer)
    timer = setTimeout(save, QUIET_FOR)
  })
  form.addEventListener('submit', () => { leaving = true; clearTimeout(timer) })
  window.addEventListener('beforeunload', (event) => {
    if (dirty && !leaving) event.preventDefault()
  })

  async function save () {
    if (!form.elements.title.value.trim() || leaving) return
    const data = new FormData(form)
    for (const name of [...data.keys()]) if (data.get(name) instanceof File) data.delete(name)
    dirty = false
    try {
      const answer = await fetch(form.action, { method: 'POST', body: data, headers: { Accept: 'application/json' } })
      const saved = await answer.json()
      if (!answer.ok) return fail(saved.message)
      for (const name of ['_facts_version', '_text_version']) form.elements[name].value = saved[name]
      if (form.action !== new URL(saved.save, location.href).href) {
        form.action = saved.save
        history.replaceState(null, '', saved.save)
      }
      if (!dirty) say(form.dataset.saved.replace('{time}', new Date().toLocaleTimeString(document.documentElement.lang, { hour: '2-digit', minute: '2-digit' })))
    } catch {
      fail()
    }
  }
  function fail (message) {
    dirty = true
    say(message || form.dataset.failed)
  }
  function say (words) { state.textContent = words }
}

// The toolbar, the live view, and pasted text as Markdown.
function writeMarkdown (box) {
  const area = box.querySelector('textarea')
  const toolbar = box.querySelector('[data-toolbar]')
  const shown = box.querySelector('[data-shown]')
  const show = box.querySelector('[data-show]')
  let timer = null
  toolbar.hidden = false

  toolbar.addEventListener('click', (event) => {
    const mark = event.target.closest('[data-mark]')
    if (mark) MARKS[mark.dataset.mark](area)
    if (mark) area.dispatchEvent(new Event('input', { bubbles: true }))
  })
  show.addEventListener('click', () => {
    shown.hidden = !shown.hidden
    show.setAttribute('aria-pressed', String(!shown.hidden))
    if (!shown.hidden) look()
  })
  area.addEventListener('input', () => {
    clearTimeout(timer)
    if (!shown.hidden) timer = setTimeout(look, SHOWN_AFTER)
  })
  area.addEventListener('paste', async (event) => {
    const html = event.clipboardData.getData('text/html')
    if (!html) return
    event.preventDefault()
    const plain = event.clipboardData.getData('text/plain')
    insert(area, apart(area, (await asMarkdown(html)) ?? plain))
    area.dispatchEvent(new Event('input', { bubbles: true }))
  })

  async function look () {
    const answer = await post(box.dataset.markdownUrl, { text: area.value })
    // The server has cleaned it: only harmless elements are left.
    if (answer.ok) shown.innerHTML = await answer.text()
  }
  async function asMarkdown (html) {
    try {
      const answer = await post(box.dataset.pasteUrl, { html })
      return answer.ok ? (await answer.json()).markdown : null
    } catch { return null }
  }
  function post (address, values) {
    const token = box.closest('form').elements.csrf_token.value
    return fetch(address, { method: 'POST', body: new URLSearchParams({ ...values, csrf_token: token }) })
  }
}

const MARKS = {
  bold: (area) => wrap(area, '**', '**'),
  heading: (area) => startLines(area, '## '),
  list: (area) => startLines(area, '- '),
  link: (area) => wrap(area, '[', '](https://)'),
  picture: (area) => wrap(area, '![', '](/media/)')
}

function wrap (area, before, after) {
  const chosen = area.value.slice(area.selectionStart, area.selectionEnd)
  insert(area, before + chosen + after, before.length, chosen.length)
}

function startLines (area, sign) {
  const start = area.value.lastIndexOf('\n', area.selectionStart - 1) + 1
  const lines = area.value.slice(start, area.selectionEnd).split('\n')
  area.setSelectionRange(start, area.selectionEnd)
  insert(area, lines.map((line) => line.startsWith(sign) ? line : sign + line).join('\n'))
}

// Headings, lists and several paragraphs start on a line of their own; a few words stay within it.
function apart (area, text) {
  const trimmed = text.trimEnd()
  const within = area.selectionStart > 0 && area.value[area.selectionStart - 1] !== '\n'
  return within && /\n|^(#|- |\|)/.test(trimmed) ? '\n\n' + trimmed + '\n' : trimmed
}

function insert (area, text, from = text.length, length = 0) {
  const start = area.selectionStart
  area.focus()
  // execCommand keeps the browser's own undo; setRangeText does not.
  if (!document.execCommand('insertText', false, text)) area.setRangeText(text, start, area.selectionEnd, 'end')
  area.setSelectionRange(start + from, start + from + length)
}

// A search entry above a long list of choices.
function findInList (select) {
  const find = document.createElement('input')
  find.type = 'search'
  find.placeholder = select.dataset.filter
  find.setAttribute('aria-label', select.dataset.filter)
  const all = [...select.options]
  find.addEventListener('input', () => {
    const words = find.value.trim().toLowerCase()
    const kept = all.filter((option) => !option.value || option.selected || option.text.toLowerCase().includes(words))
    select.replaceChildren(...kept)
  })
  find.addEventListener('keydown', (event) => { if (event.key === 'Enter') event.preventDefault() })
  select.before(find)
}
