package image

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strconv"
	"syscall"
	"time"
)

// patience says how often, and after how long, a registry is asked again.
type patience struct {
	tries int
	// pause is what is waited before the second try, and twice as long before each
	// one after it. longest bounds what a registry may ask for.
	pause, longest time.Duration
	// silence is after how long without a byte a layer is taken to be cut off.
	silence time.Duration
}

var patiently = patience{tries: 4, pause: 500 * time.Millisecond, longest: 30 * time.Second, silence: time.Minute}

// wait waits before a try, at least as long as a registry asks for. It tells
// whether there is a point in another one.
func (p patience) wait(ctx context.Context, try int, asked time.Duration) bool {
	if try >= p.tries || asked > p.longest {
		return false
	}
	timer := time.NewTimer(max(asked, p.pause<<(try-1)))
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// The bounds of answers, in bytes. Those of layers have none here.
const (
	maxAnswer = 16 << 20
	maxError  = 64 << 10
)

// layerContext marks requests for layers.
type layerContext struct{}

// patient asks a registry again when its answer may be better next time, and bounds
// the answers.
type patient struct {
	inner http.RoundTripper
	patience
}

// RoundTrip asks once or several times.
func (p *patient) RoundTrip(request *http.Request) (*http.Response, error) {
	for try := 1; ; try++ {
		answer, err := p.inner.RoundTrip(request)
		repeatable := request.Body == nil && request.Context().Err() == nil
		if repeatable && mayPass(answer, err) && p.wait(request.Context(), try, askedFor(answer)) {
			if answer != nil {
				answer.Body.Close()
			}
			continue
		}
		if err != nil {
			return nil, err
		}
		limit := int64(maxAnswer)
		if answer.StatusCode >= http.StatusMultipleChoices {
			limit = maxError
		}
		if limit == maxError || request.Context().Value(layerContext{}) == nil {
			answer.Body = bounded{io.LimitReader(answer.Body, limit), answer.Body}
		}
		return answer, nil
	}
}

type bounded struct {
	io.Reader
	io.Closer
}

// mayPass tells whether the same question may have a better answer soon.
func mayPass(answer *http.Response, err error) bool {
	if err != nil {
		return isCut(err)
	}
	switch answer.StatusCode {
	case http.StatusRequestTimeout, http.StatusTooManyRequests, http.StatusInternalServerError,
		http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return true
	}
	return false
}

// isCut tells whether an error is of a connection that there was.
func isCut(err error) bool {
	var network net.Error
	return errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) || errors.Is(err, syscall.ECONNRESET) ||
		errors.Is(err, syscall.EPIPE) || errors.Is(err, net.ErrClosed) || errors.As(err, &network) && network.Timeout()
}

// askedFor is how long a registry asks to wait.
func askedFor(answer *http.Response) time.Duration {
	if answer == nil {
		return 0
	}
	text := answer.Header.Get("Retry-After")
	if seconds, err := strconv.ParseInt(text, 10, 32); err == nil && seconds > 0 {
		return time.Duration(seconds) * time.Second
	}
	if when, err := http.ParseTime(text); err == nil {
		return max(time.Until(when), 0)
	}
	return 0
}
