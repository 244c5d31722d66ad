package layers

import (
	"bufio"
	"bytes"
	"fmt"
	"reflect"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/rummage-scanner/rummage/document"
)

// fill sets all of a value to what is not zero.
func fill(t *testing.T, v reflect.Value, seed int) {
	t.Helper()
	if v.Type() == timeType {
		v.Set(reflect.ValueOf(time.Unix(int64(seed)*1000, 5).UTC()))
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(fmt.Sprint("text ", seed))
	case reflect.Int, reflect.Int64:
		v.SetInt(int64(-seed))
	case reflect.Uint32:
		v.SetUint(uint64(seed))
	case reflect.Float64:
		v.SetFloat(float64(seed) / 7)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		fill(t, v.Index(0), seed)
		fill(t, v.Index(1), seed+1)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(t, v.Elem(), seed)
	case reflect.Struct:
		for i := range v.NumField() {
			fill(t, v.Field(i), seed+i)
		}
	default:
		t.Fatalf("a record has no form for %v", v.Type())
	}
}

// TestRecords writes files with all of their fields, with none, and with those of
// the one before, and reads them again.
func TestRecords(t *testing.T) {
	files := []*document.File{{}, {}, {}, {}, {}}
	fill(t, reflect.ValueOf(files[1]).Elem(), 3)
	fill(t, reflect.ValueOf(files[2]).Elem(), 3)
	fill(t, reflect.ValueOf(files[4]).Elem(), 100)
	var b bytes.Buffer
	w := bufio.NewWriter(&b)
	records := newRecordWriter(w)
	for _, f := range files {
		if err := records.write(f); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	r := newRecordReader(bufio.NewReader(&b))
	for i, want := range files {
		got := &document.File{}
		if err := r.read(got); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%d: %s", i, diff)
		}
	}
	if err := r.read(&document.File{}); err == nil {
		t.Error("there is one more")
	}
}

// FuzzRecords has no bytes end the program.
func FuzzRecords(f *testing.F) {
	f.Add([]byte("\x01\x00\x01a\x01\x01"))
	f.Fuzz(func(t *testing.T, data []byte) {
		r := newRecordReader(bufio.NewReader(bytes.NewReader(data)))
		for r.read(&document.File{}) == nil {
		}
	})
}
