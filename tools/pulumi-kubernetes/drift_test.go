package main

import (
	"context"
	"encoding/json"
	"testing"

	"github.com/golang/protobuf/jsonpb"
	structpb "github.com/golang/protobuf/ptypes/struct"
	rpc "github.com/pulumi/pulumi/sdk/proto/go"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

func parse(t *testing.T, text string) *structpb.Struct {
	t.Helper()
	parsed := &structpb.Struct{}
	if err := jsonpb.UnmarshalString(text, parsed); err != nil {
		t.Fatal(err)
	}
	return parsed
}

func printed(t *testing.T, value *structpb.Struct) string {
	t.Helper()
	text, err := (&jsonpb.Marshaler{}).MarshalToString(value)
	if err != nil {
		t.Fatal(err)
	}
	var sorted map[string]interface{}
	if err := json.Unmarshal([]byte(text), &sorted); err != nil {
		t.Fatal(err)
	}
	bytes, _ := json.Marshal(sorted)
	return string(bytes)
}

const sealed = `{"4dabf18193072939515e22adb298388d":"1b47061264138c4ac30d75fd1eb44270","value":`

// What a refresh says the inputs are: unchanged where only the cluster's own additions differ, the cluster's value where
// somebody changed one of ours.
func TestInputsAsTheClusterHasThem(t *testing.T) {
	for name, c := range map[string]struct{ want, live, observed string }{
		"defaults are no drift": {
			`{"spec":{"replicas":2}}`, `{"spec":{"replicas":2,"strategy":{"type":"RollingUpdate"}},"status":{"ready":1}}`, `{"spec":{"replicas":2}}`},
		"a changed number": {`{"spec":{"replicas":2}}`, `{"spec":{"replicas":1}}`, `{"spec":{"replicas":1}}`},
		"a removed field":  {`{"spec":{"a":"x","b":"y"}}`, `{"spec":{"a":"x"}}`, `{"spec":{"a":"x"}}`},
		"an empty field the server leaves out": {
			`{"spec":{"ingress":[],"paused":false}}`, `{"spec":{}}`, `{"spec":{"ingress":[],"paused":false}}`},
		"a shortened list": {
			`{"spec":{"policyTypes":["Ingress","Egress"]}}`, `{"spec":{"policyTypes":["Ingress"]}}`, `{"spec":{"policyTypes":["Ingress"]}}`},
		"defaults inside a list": {
			`{"spec":{"ports":[{"port":80}]}}`, `{"spec":{"ports":[{"port":80,"protocol":"TCP"}]}}`, `{"spec":{"ports":[{"port":80}]}}`},
		"the same quantity, written otherwise": {`{"cpu":"1000m"}`, `{"cpu":"1"}`, `{"cpu":"1000m"}`},
		"another quantity":                     {`{"cpu":"500m"}`, `{"cpu":"1"}`, `{"cpu":"1"}`},
		"another served version":               {`{"apiVersion":"a/v1"}`, `{"apiVersion":"a/v2"}`, `{"apiVersion":"a/v1"}`},
		"the same secret": {
			`{"stringData":` + sealed + `{"k":"v"}}}`, `{"data":` + sealed + `{"k":"dg=="}}}`, `{"stringData":` + sealed + `{"k":"v"}}}`},
		"another secret stays one": {
			`{"stringData":` + sealed + `{"k":"v"}}}`, `{"data":` + sealed + `{"k":"dw=="}}}`, `{"stringData":` + sealed + `{"k":"w"}}}`},
	} {
		t.Run(name, func(t *testing.T) {
			inputs := parse(t, c.want)
			overlayObject(inputs, parse(t, c.live).GetFields())
			if got := printed(t, inputs); got != printed(t, parse(t, c.observed)) {
				t.Errorf("observed %s, expected %s", got, c.observed)
			}
		})
	}
}

type reader struct {
	rpc.ResourceProviderServer
	response *rpc.ReadResponse
	err      error
}

func (r reader) Read(context.Context, *rpc.ReadRequest) (*rpc.ReadResponse, error) {
	return r.response, r.err
}

// Both copies change: the engine's, and the one that the provider's Diff compares with.
func TestReadRewritesBothCopies(t *testing.T) {
	response := &rpc.ReadResponse{
		Id: "a/b", Inputs: parse(t, `{"spec":{"n":2}}`), Properties: parse(t, `{"__inputs":{"spec":{"n":2}},"spec":{"n":1}}`),
	}
	got, err := (&server{ResourceProviderServer: reader{response: response}}).Read(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if printed(t, got.GetInputs()) != `{"spec":{"n":1}}` {
		t.Errorf("inputs: %s", printed(t, got.GetInputs()))
	}
	if printed(t, got.GetProperties()) != `{"__inputs":{"spec":{"n":1}},"spec":{"n":1}}` {
		t.Errorf("properties: %s", printed(t, got.GetProperties()))
	}
}

// An object that is not ready comes inside an error; its drift is no less real.
func TestReadOfAnUnreadyObject(t *testing.T) {
	failed := &rpc.ErrorResourceInitFailed{
		Id: "a/b", Inputs: parse(t, `{"n":2}`), Properties: parse(t, `{"__inputs":{"n":2},"n":1}`), Reasons: []string{"not ready"},
	}
	sent, err := status.New(codes.Unknown, "not ready").WithDetails(failed)
	if err != nil {
		t.Fatal(err)
	}
	_, err = (&server{ResourceProviderServer: reader{err: sent.Err()}}).Read(context.Background(), nil)
	found, _ := status.FromError(err)
	got, ok := found.Details()[0].(*rpc.ErrorResourceInitFailed)
	if !ok || printed(t, got.GetInputs()) != `{"n":1}` || got.GetReasons()[0] != "not ready" {
		t.Errorf("details: %v", found.Details())
	}
}

// A deleted object has neither inputs nor properties.
func TestReadOfADeletedObject(t *testing.T) {
	got, err := (&server{ResourceProviderServer: reader{response: &rpc.ReadResponse{}}}).Read(context.Background(), nil)
	if err != nil || got.GetId() != "" {
		t.Errorf("%v, %v", got, err)
	}
}
