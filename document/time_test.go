package document_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/rummage-scanner/rummage/document"
)

func TestTime(t *testing.T) {
	now := time.Date(2026, 1, 2, 3, 4, 5, 6, time.FixedZone("x", 3600))
	for in, want := range map[time.Time]string{
		now:                           `"2026-01-02T02:04:05.000000006Z"`,
		time.Unix(999_999_999_999, 0): `"9999-12-31T23:59:59Z"`,
		time.Unix(-99_999_999_999, 0): `"0001-01-01T00:00:00Z"`,
	} {
		if got, err := json.Marshal(document.Time(in)); err != nil || string(got) != want {
			t.Errorf("%v: %s, %v, want %s", in, got, err, want)
		}
	}
}
