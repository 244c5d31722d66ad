package layers

import (
	"bufio"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"reflect"
	"time"

	"github.com/rummage-scanner/rummage/document"
)

// Kept layers have a million files and more, so that their files are not kept as
// JSON, of which they would make a few hundred bytes each. A record is one file:
// two sets of bits that say which fields are not zero and which of these are as in
// the record before, and the other values. What fields there are is read from the
// type, so that none is forgotten.

// recordFields are the fields of a file, by their index.
var recordFields = fieldsOf(reflect.TypeFor[document.File](), nil)

// maxFields is what a set of bits has room for.
const maxFields = 64

func fieldsOf(t reflect.Type, above []int) [][]int {
	var found [][]int
	for i := range t.NumField() {
		index := append(append([]int{}, above...), i)
		if f := t.Field(i); f.Anonymous {
			found = append(found, fieldsOf(f.Type, index)...)
		} else {
			found = append(found, index)
		}
	}
	if len(found) > maxFields {
		panic("a file has more fields than a record")
	}
	return found
}

var timeType = reflect.TypeFor[time.Time]()

// recordWriter writes records.
type recordWriter struct {
	w      *bufio.Writer
	before reflect.Value
	values []byte
}

func newRecordWriter(w *bufio.Writer) *recordWriter {
	return &recordWriter{w: w, before: reflect.ValueOf(&document.File{}).Elem()}
}

// write writes one. Errors are those of the writer, told when it is flushed.
func (r *recordWriter) write(f *document.File) error {
	file := reflect.ValueOf(f).Elem()
	var set, same uint64
	r.values = r.values[:0]
	for i, index := range recordFields {
		value := file.FieldByIndex(index)
		if value.IsZero() {
			continue
		}
		set |= 1 << i
		if isSame(value, r.before.FieldByIndex(index)) {
			same |= 1 << i
			continue
		}
		var err error
		if r.values, err = appendValue(r.values, value); err != nil {
			return err
		}
	}
	r.before = file
	var bits []byte
	bits = binary.AppendUvarint(binary.AppendUvarint(bits, set), same)
	_, _ = r.w.Write(bits)
	_, _ = r.w.Write(r.values)
	return nil
}

func isSame(a, b reflect.Value) bool {
	switch a.Kind() {
	case reflect.String, reflect.Int, reflect.Int64, reflect.Uint32:
		return a.Equal(b)
	}
	return a.Type() == timeType && a.Interface() == b.Interface()
}

func appendValue(to []byte, value reflect.Value) ([]byte, error) {
	switch value.Kind() {
	case reflect.String:
		return appendText(to, value.String()), nil
	case reflect.Int, reflect.Int64:
		return binary.AppendVarint(to, value.Int()), nil
	case reflect.Uint32:
		return binary.AppendUvarint(to, value.Uint()), nil
	case reflect.Float64:
		return binary.AppendUvarint(to, math.Float64bits(value.Float())), nil
	}
	if when, ok := value.Interface().(time.Time); ok {
		return binary.AppendVarint(binary.AppendVarint(to, when.Unix()), int64(when.Nanosecond())), nil
	}
	text, err := json.Marshal(value.Interface())
	return appendText(to, string(text)), err
}

func appendText(to []byte, text string) []byte {
	return append(binary.AppendUvarint(to, uint64(len(text))), text...)
}

// recordReader reads records.
type recordReader struct {
	r       *bufio.Reader
	before  reflect.Value
	scratch []byte
}

func newRecordReader(r *bufio.Reader) *recordReader {
	return &recordReader{r: r, before: reflect.ValueOf(&document.File{}).Elem()}
}

func (r *recordReader) read(f *document.File) error {
	set, err := binary.ReadUvarint(r.r)
	if err != nil {
		return err
	}
	same, err := binary.ReadUvarint(r.r)
	if err != nil {
		return err
	}
	file := reflect.ValueOf(f).Elem()
	for i, index := range recordFields {
		if set&(1<<i) == 0 {
			continue
		}
		value := file.FieldByIndex(index)
		if same&(1<<i) != 0 {
			value.Set(r.before.FieldByIndex(index))
		} else if err := r.value(value); err != nil {
			return err
		}
	}
	r.before = file
	return nil
}

func (r *recordReader) value(into reflect.Value) error {
	switch into.Kind() {
	case reflect.String:
		text, err := r.text()
		into.SetString(string(text))
		return err
	case reflect.Int, reflect.Int64:
		n, err := binary.ReadVarint(r.r)
		into.SetInt(n)
		return err
	case reflect.Uint32:
		n, err := binary.ReadUvarint(r.r)
		into.SetUint(n)
		return err
	case reflect.Float64:
		n, err := binary.ReadUvarint(r.r)
		into.SetFloat(math.Float64frombits(n))
		return err
	}
	if into.Type() == timeType {
		seconds, err := binary.ReadVarint(r.r)
		nanoseconds, also := binary.ReadVarint(r.r)
		into.Set(reflect.ValueOf(time.Unix(seconds, nanoseconds).UTC()))
		return errors.Join(err, also)
	}
	text, err := r.text()
	if err != nil {
		return err
	}
	return json.Unmarshal(text, into.Addr().Interface())
}

// maxValue bounds one text, in bytes.
const maxValue = 64 << 20

// text reads a text, which is valid until the next one.
func (r *recordReader) text() ([]byte, error) {
	n, err := binary.ReadUvarint(r.r)
	if err != nil {
		return nil, err
	}
	if n > maxValue {
		return nil, fmt.Errorf("a text of %d bytes", n)
	}
	if uint64(cap(r.scratch)) < n {
		r.scratch = make([]byte, n)
	}
	r.scratch = r.scratch[:n]
	_, err = io.ReadFull(r.r, r.scratch)
	return r.scratch, err
}
