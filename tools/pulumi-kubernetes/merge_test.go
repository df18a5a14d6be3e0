package main

import (
	"context"
	"encoding/json"
	"errors"
	"testing"

	rpc "github.com/pulumi/pulumi/sdk/proto/go"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

func decoded(t *testing.T, text string) map[string]interface{} {
	t.Helper()
	var value map[string]interface{}
	if err := json.Unmarshal([]byte(text), &value); err != nil {
		t.Fatal(err)
	}
	return value
}

// The patch sets what changed, removes what is wanted no longer, and leaves what the operator added.
func TestThreeWayPatch(t *testing.T) {
	before := decoded(t, `{"spec":{"instances":2,"stopDelay":60,"old":true}}`)
	wanted := &unstructured.Unstructured{Object: decoded(t, `{"spec":{"instances":3,"stopDelay":60}}`)}
	live := &unstructured.Unstructured{Object: decoded(t, `{"spec":{"instances":2,"stopDelay":55,"old":true,"added":1}}`)}

	bytes, err := threeWay(before, wanted, live)
	if err != nil {
		t.Fatal(err)
	}
	patch := decoded(t, string(bytes))
	spec, _ := json.Marshal(patch["spec"])
	if string(spec) != `{"instances":3,"old":null,"stopDelay":60}` {
		t.Errorf("spec: %s", spec)
	}
	annotations := patch["metadata"].(map[string]interface{})["annotations"].(map[string]interface{})
	if annotations[lastApplied] != `{"spec":{"instances":3,"stopDelay":60}}` {
		t.Errorf("the next refresh would compare with %v", annotations[lastApplied])
	}
	if _, there := wanted.Object["metadata"]; there {
		t.Error("the caller's object was changed")
	}
}

// The API takes no marks of secrets, and whole numbers without a point.
func TestPlain(t *testing.T) {
	text, err := json.Marshal(plainObject(parse(t, `{"a":`+sealed+`{"b":[1,1.5,true,null,"x"]}}}`)))
	if err != nil || string(text) != `{"a":{"b":[1,1.5,true,null,"x"]}}` {
		t.Errorf("%s, %v", text, err)
	}
}

type refusing struct {
	rpc.ResourceProviderServer
	err error
}

func (r refusing) Update(context.Context, *rpc.UpdateRequest) (*rpc.UpdateResponse, error) {
	return nil, r.err
}

// Any other refusal is the answer; nothing is tried a second time.
func TestOtherErrorsPass(t *testing.T) {
	refusal := errors.New("denied the request: maxConnections is too small")
	_, err := (&server{ResourceProviderServer: refusing{err: refusal}}).Update(context.Background(), &rpc.UpdateRequest{})
	if err != refusal {
		t.Errorf("%v", err)
	}
}

// Where the strategic patch is refused, the cluster of the provider's own configuration is asked.
func TestTheSameClusterIsAsked(t *testing.T) {
	const kubeconfig = `{"clusters":[{"name":"c","cluster":{"server":"https://192.0.2.1:6443"}}],
		"contexts":[{"name":"x","context":{"cluster":"c"}}],"current-context":"x"}`
	config, err := (&server{variables: map[string]string{"kubernetes:config:kubeconfig": kubeconfig}}).config()
	if err != nil || config.Host != "https://192.0.2.1:6443" {
		t.Errorf("%v, %v", config, err)
	}
}
