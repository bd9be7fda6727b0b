package exporter

import (
	"fmt"
	"time"
)

// Report is what an export has written.
type Report struct {
	Rows    int           // contacts in the file
	Resumed int           // of these: written by earlier calls
	Bytes   int64         // size of the file, with the header
	Columns []string      // the columns of CSV, in order; nil for NDJSON
	Elapsed time.Duration // how long this call took
}

// String returns the report as one line of text.
func (r Report) String() string {
	text := fmt.Sprintf("%d contacts, %d bytes, in %s", r.Rows, r.Bytes, r.Elapsed.Round(time.Millisecond))
	if r.Resumed > 0 {
		text += fmt.Sprintf("; %d of them were there before", r.Resumed)
	}
	return text
}

// Progress is how far an export is.
type Progress struct {
	Rows      int           // contacts written so far, also by earlier calls
	Total     int           // contacts to write, as the API counts them; may change
	Bytes     int64         // bytes written so far, also by earlier calls
	Elapsed   time.Duration // since the call of Run or Write
	Rate      float64       // contacts per second in this call
	Remaining time.Duration // an estimate from Total and Rate; 0: not known
}

// progress returns how far it is.
func (r *Report) progress(total int) Progress {
	p := Progress{Rows: r.Rows, Total: total, Bytes: r.Bytes, Elapsed: r.Elapsed}
	if p.Elapsed > 0 {
		p.Rate = float64(r.Rows-r.Resumed) / p.Elapsed.Seconds()
	}
	if left := total - r.Rows; left > 0 && p.Rate > 0 {
		p.Remaining = time.Duration(float64(left) / p.Rate * float64(time.Second))
	}
	return p
}
