package parsers

import (
	"strings"

	"github.com/rummage-scanner/rummage/timeline"
)

// firefox reads which pages Firefox visited, and what it downloaded.
func firefox() timeline.Parser {
	return timeline.Parser{
		Name:   "firefox_history",
		Source: timeline.History,
		Files:  []string{"/**/places.sqlite"},
		Parse: readSQLite(
			query{[]string{`SELECT v.visit_date, p.url, p.title, v.visit_type, p.visit_count, f.url
				FROM moz_historyvisits v JOIN moz_places p ON p.id = v.place_id
				LEFT JOIN moz_historyvisits b ON b.id = v.from_visit LEFT JOIN moz_places f ON f.id = b.place_id`}, firefoxVisit},
			query{[]string{`SELECT a.dateAdded, p.url, a.content
				FROM moz_annos a JOIN moz_anno_attributes n ON n.id = a.anno_attribute_id JOIN moz_places p ON p.id = a.place_id
				WHERE n.name = 'downloads/destinationFileURI'`}, firefoxDownload},
		),
	}
}

// firefoxVisits are the kinds of visits, from 1 on.
var firefoxVisits = []string{"link", "typed", "bookmark", "embed", "permanent redirect", "temporary redirect", "download", "framed link", "reload"}

func firefoxVisit(r row, emit func(timeline.Event)) {
	e, ok := r.event(r.micros(0), visitedTime, "firefox:places:page_visited")
	if !ok {
		return
	}
	r.visit(&e, firefoxVisits, r.int(3)-1)
	emit(e)
}

func firefoxDownload(r row, emit func(timeline.Event)) {
	e, ok := r.event(r.micros(0), startTime, "firefox:downloads:download")
	if !ok {
		return
	}
	e.User = homeOwner(r.in.Path)
	setField(&e, "url", r.text(1))
	setField(&e, "target", strings.TrimPrefix(r.text(2), "file://"))
	e.Message = "download of " + r.text(1) + " to " + e.Fields["target"]
	emit(e)
}

const visitedTime = "Last Visited Time" // as plaso has it

// visit tells of a visit in a row: url, title, its kind, visits so far and the page
// before it are the columns from 1 on.
func (r row) visit(e *timeline.Event, kinds []string, kind int64) {
	url, title := r.text(1), r.text(2)
	e.User, e.Message = homeOwner(r.in.Path), "visit of "+url
	if title != "" {
		e.Message += " (" + title + ")"
	}
	setField(e, "url", url)
	setField(e, "title", title)
	if kind >= 0 && kind < int64(len(kinds)) {
		setField(e, "visit_type", kinds[kind])
	}
	setField(e, "visit_count", r.number(4))
	setField(e, "from_url", r.text(5))
}

// chromium reads which pages Chromium and its kin visited, and what they downloaded.
func chromium() timeline.Parser {
	return timeline.Parser{
		Name:   "chromium_history",
		Source: timeline.History,
		Files:  []string{"/**/{Default,Profile *,Guest Profile}/History"},
		Parse: readSQLite(
			query{[]string{`SELECT v.visit_time, u.url, u.title, v.transition, u.visit_count, f.url
				FROM visits v JOIN urls u ON u.id = v.url
				LEFT JOIN visits b ON b.id = v.from_visit LEFT JOIN urls f ON f.id = b.url`}, chromiumVisit},
			query{[]string{
				`SELECT d.start_time, d.end_time, d.target_path, d.received_bytes, d.total_bytes, d.state, d.mime_type, d.referrer,
				(SELECT c.url FROM downloads_url_chains c WHERE c.id = d.id ORDER BY c.chain_index DESC LIMIT 1) FROM downloads d`,
			}, chromiumDownload},
		),
	}
}

// chromiumVisits are the kinds of visits: the low byte of a transition.
var chromiumVisits = []string{"link", "typed", "bookmark", "subframe", "subframe chosen", "generated", "start page", "form", "reload", "keyword", "keyword generated"}

// chromiumDownloads are the states of downloads.
var chromiumDownloads = []string{"in progress", "complete", "cancelled", "interrupted", "interrupted"}

func chromiumVisit(r row, emit func(timeline.Event)) {
	e, ok := r.event(r.webkit(0), visitedTime, "chrome:history:page_visited")
	if !ok {
		return
	}
	r.visit(&e, chromiumVisits, r.int(3)&0xff)
	emit(e)
}

func chromiumDownload(r row, emit func(timeline.Event)) {
	url, target := r.text(8), r.text(2)
	for column, what := range []string{startTime, endTime} {
		if column == 1 && r.int(1) == 0 {
			return // it did not end
		}
		e, ok := r.event(r.webkit(column), what, "chrome:history:file_downloaded")
		if !ok {
			return
		}
		e.User, e.Message = homeOwner(r.in.Path), "download of "+url+" to "+target
		if column == 1 {
			e.Message = "end of " + e.Message
		}
		setField(&e, "url", url)
		setField(&e, "target", target)
		setField(&e, "received_bytes", r.number(3))
		setField(&e, "total_bytes", r.number(4))
		if state := r.int(5); state >= 0 && state < int64(len(chromiumDownloads)) {
			setField(&e, "state", chromiumDownloads[state])
		}
		setField(&e, "mime_type", r.text(6))
		setField(&e, "referrer", r.text(7))
		emit(e)
	}
}
