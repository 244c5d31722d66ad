package acquire

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"unicode/utf8"

	"github.com/klauspost/compress/zstd"

	"github.com/rummage-scanner/rummage/collectors"
	"github.com/rummage-scanner/rummage/evidence"
)

// logs secures the log twice from one call: as docker logs prints it, and a line
// of JSON a line with its time and stream.
func (a *acquisition) logs(ctx context.Context) {
	a.logsFrom("docker logs", "GET /containers/ID/logs", func(plain io.Writer, visit func(collectors.LogLine) error) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		return a.from.Logs(ctx, a.options.Since, plain, visit)
	})
}

func (a *acquisition) logsFrom(does, call string, read func(plain io.Writer, visit func(collectors.LogLine) error) error) {
	if a.to.Has("logs.txt") && a.to.Has(evidence.LogsName) {
		return
	}
	a.do(does, call, "logs.txt", func() error {
		return a.to.Write("logs.txt", func(plain io.Writer) error {
			return a.to.Write(evidence.LogsName, func(structured io.Writer) error {
				out, err := zstd.NewWriter(structured, zstd.WithEncoderConcurrency(1), zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithWindowSize(1<<20))
				if err != nil {
					return err
				}
				lines := json.NewEncoder(out)
				lines.SetEscapeHTML(false)
				err = read(plain, func(l collectors.LogLine) error {
					line := evidence.Line{Time: l.Time, Stream: l.Stream}
					if utf8.Valid(l.Text) {
						line.Text = string(l.Text)
					} else {
						line.Bytes = l.Text
					}
					return lines.Encode(line)
				})
				return errors.Join(err, out.Close())
			})
		})
	})
}
